package main

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"
)

// reflector collects the structs and named types that are reachable from the kinds.
type reflector struct {
	sources *sources
	structs map[string]string
	types   map[string]string
	enums   map[string]string
	keys    map[reflect.Type]string
	taken   map[string]bool
}

func newReflector(sources *sources) *reflector {
	return &reflector{
		sources: sources,
		structs: map[string]string{}, types: map[string]string{}, enums: map[string]string{},
		keys: map[reflect.Type]string{}, taken: map[string]bool{},
	}
}

// leaves are the types that read themselves from JSON.
var leaves = map[string]bool{
	"resource.Quantity": true, "v1.Time": true, "v1.MicroTime": true, "v1.Duration": true,
	"intstr.IntOrString": true, "runtime.RawExtension": true, "v1.FieldsV1": true,
}

// reference is the expression for a type, adding it to the facts where it has a name.
func (r *reflector) reference(t reflect.Type) string {
	switch {
	case leaves[t.String()]:
		return t.Name()
	case t.Kind() == reflect.Pointer:
		return "*" + r.reference(t.Elem())
	case t.Name() != "" && t.PkgPath() != "":
		return r.named(t)
	}
	return r.shape(t)
}

func (r *reflector) shape(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + r.reference(t.Elem())
	case reflect.Map:
		key := r.reference(t.Key())
		if key == "string" {
			key = ""
		}
		return "{" + key + "}" + r.reference(t.Elem())
	case reflect.Bool, reflect.Int32, reflect.Int64, reflect.String, reflect.Float64:
		return t.Kind().String()
	}
	fail(fmt.Errorf("%s: no word for this kind of type", t))
	return ""
}

func (r *reflector) named(t reflect.Type) string {
	if key, ok := r.keys[t]; ok {
		return key
	}
	key := t.Name()
	if r.taken[key] {
		key = prefix(t.PkgPath()) + key
	}
	r.taken[key] = true
	r.keys[t] = key
	if t.Kind() == reflect.Struct {
		r.structs[key] = r.structure(t, key)
		return key
	}
	r.types[key] = r.shape(t)
	if t.String() != "v1."+key {
		r.types[key] += " " + t.String()
	}
	if t.Kind() == reflect.String {
		if values := r.sources.values(t); len(values) > 0 {
			r.enums[key] = strings.Join(values, " ")
		}
	}
	return key
}

// prefix tells types of the same name apart: k8s.io/api/events/v1 → EventsV1.
func prefix(path string) string {
	parts := strings.Split(path, "/")
	return capital(parts[len(parts)-2]) + capital(parts[len(parts)-1])
}

func capital(word string) string {
	runes := []rune(word)
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes)
}

func (r *reflector) structure(t reflect.Type, key string) string {
	var fields []string
	if t.Name() != key {
		fields = append(fields, "="+t.Name())
	}
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-" || !field.IsExported():
		case name == "" && (field.Anonymous || strings.Contains(options, "inline")):
			fields = append(fields, "+"+r.reference(field.Type))
		default:
			fields = append(fields, name+":"+r.reference(field.Type)+r.flags(t, field, options))
		}
	}
	return strings.Join(fields, " ")
}

func (r *reflector) flags(t reflect.Type, field reflect.StructField, options string) string {
	comment := r.sources.comment(t, field.Name)
	flags := ""
	written := !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero")
	if strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") && isStruct(field.Type) {
		written = true
	}
	if written {
		flags += "!"
	}
	required := !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero")
	if strings.Contains(comment, "+optional") {
		required = false
	}
	if strings.Contains(comment, "+required") {
		required = true
	}
	if required {
		flags += "*"
	}
	strategy := field.Tag.Get("patchStrategy")
	if strings.Contains(strategy, "merge") {
		flags += "@" + field.Tag.Get("patchMergeKey")
	}
	if strings.Contains(strategy, "retainKeys") {
		flags += "^"
	}
	if strings.Contains(strategy, "replace") {
		flags += "%"
	}
	return flags + applyFlags(comment)
}

// isStruct tells the fields that encoding/json never leaves out for being empty.
func isStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct
}

// applyFlags say how server-side apply merges a field: `~atomic`, `~set`, `~map(key,key)`.
func applyFlags(comment string) string {
	kind, keys := "", []string{}
	for line := range strings.Lines(comment) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch name {
		case "+listType", "+mapType", "+structType":
			kind = value
		case "+listMapKey":
			keys = append(keys, value)
		}
	}
	switch kind {
	case "", "granular":
		return ""
	case "map":
		return "~" + strings.Join(keys, ",")
	}
	return "~" + kind
}
