// Writes the facts about Kubernetes' object types that decoding, defaulting, completion and the generated TypeScript types share.
//
// Usage: go run . > ../../src/kubernetes/api/schema/facts.json
//
// The grammar of the file is described in src/kubernetes/api/schema/schema.ts.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// facts is the committed file.
type facts struct {
	Kinds      []string            `json:"kinds"`
	Structs    map[string]string   `json:"structs"`
	Types      map[string]string   `json:"types"`
	Enums      map[string]string   `json:"enums"`
	Registered map[string][]string `json:"registered"`
}

func main() {
	scheme := newScheme()
	reflected := newReflector(newSources())
	out := facts{Structs: reflected.structs, Types: reflected.types, Enums: reflected.enums}
	for _, kind := range kindsInScope {
		group, version, name := split(kind)
		gvk := schema.GroupVersionKind{Group: group, Version: version, Kind: name}
		object, err := scheme.New(gvk)
		if err != nil {
			fail(err)
		}
		out.Kinds = append(out.Kinds, reflected.kind(gvk, reflect.TypeOf(object).Elem()))
	}
	for _, root := range extraRoots {
		reflected.reference(root)
	}
	out.Registered = registered(scheme)
	write(out)
}

func split(kind string) (group, version, name string) {
	parts := strings.Split(kind, " ")
	if before, after, found := strings.Cut(parts[0], "/"); found {
		return before, after, parts[1]
	}
	return "", parts[0], parts[1]
}

// kind describes one object type: `apps/v1 Deployment deployments namespaced`, with the key of its struct
// after it where that is not the kind.
func (r *reflector) kind(gvk schema.GroupVersionKind, object reflect.Type) string {
	plural, _ := meta.UnsafeGuessKindToResource(gvk)
	scope := "namespaced"
	if strings.Contains(r.sources.comment(object, ""), "+genclient:nonNamespaced") {
		scope = "cluster"
	}
	key := r.reference(object)
	line := fmt.Sprintf("%s %s %s %s", gvk.GroupVersion(), gvk.Kind, plural.Resource, scope)
	if key != gvk.Kind {
		line += " " + key
	}
	return line
}

// registered lists the kinds of every group version of the server's scheme: `Pod+` stands for Pod and PodList.
// Types that every group registers are left out.
func registered(scheme *runtime.Scheme) map[string][]string {
	kinds := map[string][]string{}
	for gvk := range scheme.AllKnownTypes() {
		if gvk.Version == runtime.APIVersionInternal || everywhere[gvk.Kind] {
			continue
		}
		of := func(kind string) bool { return scheme.Recognizes(gvk.GroupVersion().WithKind(kind)) }
		single, isList := strings.CutSuffix(gvk.Kind, "List")
		switch name := gvk.GroupVersion().String(); {
		case isList && of(single):
		case of(gvk.Kind + "List"):
			kinds[name] = append(kinds[name], gvk.Kind+"+")
		default:
			kinds[name] = append(kinds[name], gvk.Kind)
		}
	}
	for _, names := range kinds {
		sort.Strings(names)
	}
	return kinds
}

var everywhere = map[string]bool{
	"CreateOptions": true, "DeleteOptions": true, "GetOptions": true, "ListOptions": true, "PatchOptions": true,
	"UpdateOptions": true, "WatchEvent": true,
}

// write prints one member a line, so that a change of one type is a change of one line.
func write(out facts) {
	var text strings.Builder
	text.WriteString("{\n")
	section(&text, "kinds", lines(out.Kinds), "[", "]", ",\n")
	section(&text, "structs", members(out.Structs), "{", "}", ",\n")
	section(&text, "types", members(out.Types), "{", "}", ",\n")
	section(&text, "enums", members(out.Enums), "{", "}", ",\n")
	all := map[string]string{}
	for version, kinds := range out.Registered {
		all[version] = strings.Join(kinds, " ")
	}
	section(&text, "registered", members(all), "{", "}", "\n")
	text.WriteString("}\n")
	if _, err := os.Stdout.WriteString(text.String()); err != nil {
		fail(err)
	}
}

func section(text *strings.Builder, name string, items []string, open, shut, end string) {
	fmt.Fprintf(text, "%s: %s\n%s\n%s%s", quote(name), open, strings.Join(items, ",\n"), shut, end)
}

func lines(items []string) []string {
	var quoted []string
	for _, item := range items {
		quoted = append(quoted, quote(item))
	}
	return quoted
}

func members(items map[string]string) []string {
	var out []string
	for key, value := range items {
		out = append(out, quote(key)+": "+quote(value))
	}
	sort.Strings(out)
	return out
}

func quote(text string) string {
	bytes, err := json.Marshal(text)
	if err != nil {
		fail(err)
	}
	return string(bytes)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
