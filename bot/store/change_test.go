package store

import (
	"reflect"
	"testing"
)

// A field that empty does not know would be lost by an Update.
func TestEveryFieldOfAChangeCounts(t *testing.T) {
	t.Parallel()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Change]()) {
		var c Change
		v := reflect.ValueOf(&c).Elem().FieldByIndex(f.Index)
		switch f.Type.Kind() {
		case reflect.Pointer:
			v.Set(reflect.New(f.Type.Elem()))
		case reflect.Slice:
			v.Set(reflect.MakeSlice(f.Type, 1, 1))
		case reflect.Struct:
			continue // At, which changes nothing
		default:
			t.Fatalf("Change.%s is a %s: teach this test to set it", f.Name, f.Type)
		}
		if c.empty() {
			t.Errorf("a change with %s is taken for an empty one", f.Name)
		}
	}
	if !(Change{}).empty() {
		t.Error("the zero change is not empty")
	}
}
