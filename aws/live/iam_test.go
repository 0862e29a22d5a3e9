package live

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// callTable reads the names of the calls that api.go holds.
func callTable(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "api.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for service, name := range map[string]string{"ec2": "ec2API", "sts": "stsAPI", "cloudtrail": "trailAPI"} {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || spec.Name.Name != name {
				return true
			}
			for _, f := range spec.Type.(*ast.StructType).Fields.List {
				for _, id := range f.Names {
					actions = append(actions, service+":"+id.Name)
				}
			}
			return false
		})
	}
	return actions
}

func TestEveryCallHasItsPermission(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, p := range Permissions() {
		listed = append(listed, p.Action)
		if len(p.Resources) == 0 || p.Who == "" {
			t.Errorf("%+v is incomplete", p)
		}
		_, verb, _ := strings.Cut(p.Action, ":")
		if reads := strings.HasPrefix(verb, "Describe") || strings.HasPrefix(verb, "Lookup") || strings.HasPrefix(p.Action, "sts:"); reads == p.Writes {
			t.Errorf("%s: Writes = %t", p.Action, p.Writes)
		}
	}
	// What AssumeRole needs besides itself.
	want := append(callTable(t), "sts:SetSourceIdentity", "sts:TagSession")
	slices.Sort(want)
	slices.Sort(listed)
	if !slices.Equal(listed, want) {
		t.Errorf("permissions list %v\nthe calls need %v", listed, want)
	}
	if len(want) < 15 {
		t.Errorf("the call table was read wrongly: %v", want)
	}
}

// The fields are filled with the calls that they are named after, and the SDK's
// clients are made nowhere else.
func TestCallsAreWhatTheyAreNamed(t *testing.T) {
	t.Parallel()
	v := reflect.ValueOf(*newEC2(newWorld(t).config(botID)))
	for i := range v.NumField() {
		if v.Field(i).IsNil() {
			t.Errorf("%s is nil", v.Type().Field(i).Name)
		}
	}
	source, err := os.ReadFile("api.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, action := range callTable(t) {
		_, name, _ := strings.Cut(action, ":")
		if !strings.Contains(strings.Join(strings.Fields(string(source)), " "), name+": k."+name) {
			t.Errorf("%s is not filled with k.%s", name, name)
		}
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") || f.Name() == "api.go" {
			continue
		}
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, maker := range []string{"ec2.New(", "ec2.NewFromConfig(", "ec2.Client", "sts.New(", "sts.NewFromConfig(", "sts.Client"} {
			if strings.Contains(string(text), maker) {
				t.Errorf("%s mentions %s: only api.go may", f.Name(), maker)
			}
		}
	}
}
