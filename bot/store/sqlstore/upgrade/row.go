package upgrade

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// object is a JSON object whose values are left alone until they are asked for.
type object map[string]json.RawMessage

// edit has f change an object; nothing happens to null and to an empty text.
// The order of keys is not kept.
func edit(raw json.RawMessage, f func(object) error) (json.RawMessage, error) {
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return raw, nil
	}
	var o object
	if err := json.Unmarshal(raw, &o); err != nil {
		return nil, err
	}
	if err := f(o); err != nil {
		return nil, err
	}
	return json.Marshal(o)
}

// edit has f change the object below a key.
func (o object) edit(key string, f func(object) error) error {
	raw, ok := o[key]
	if !ok {
		return nil
	}
	changed, err := edit(raw, f)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	o[key] = changed
	return nil
}

// read decodes the value below a key; a key that is not there leaves v alone.
func (o object) read(key string, v any) error {
	raw, ok := o[key]
	if !ok {
		return nil
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

func (o object) write(key string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	o[key] = raw
	return nil
}

// rename moves the value of a key to another one.
func (o object) rename(from, to string) {
	if v, ok := o[from]; ok {
		delete(o, from)
		o[to] = v
	}
}
