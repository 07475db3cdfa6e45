package main

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// sources reads what reflection does not show: comments and constants.
type sources struct {
	packages map[string]*packageFacts
}

type packageFacts struct {
	comments  map[string]string   // "Type" or "Type.Field"
	constants map[string][]string // string constants by their type's name, in the order written
}

func newSources() *sources {
	return &sources{packages: map[string]*packageFacts{}}
}

// comment is the text before a type, or before one of its fields; marker comments included.
func (s *sources) comment(t reflect.Type, field string) string {
	if field == "" {
		return s.of(t.PkgPath()).comments[t.Name()]
	}
	return s.of(t.PkgPath()).comments[t.Name()+"."+field]
}

// values are the string constants that a type declares.
func (s *sources) values(t reflect.Type) []string {
	return s.of(t.PkgPath()).constants[t.Name()]
}

func (s *sources) of(path string) *packageFacts {
	if known, ok := s.packages[path]; ok {
		return known
	}
	found := &packageFacts{comments: map[string]string{}, constants: map[string][]string{}}
	s.packages[path] = found
	where, err := build.Import(path, ".", 0)
	if err != nil {
		fail(err)
	}
	files := token.NewFileSet()
	for _, name := range where.GoFiles {
		file, err := parser.ParseFile(files, filepath.Join(where.Dir, name), nil, parser.ParseComments)
		if err != nil {
			fail(err)
		}
		found.read(files, file)
	}
	return found
}

func (p *packageFacts) read(files *token.FileSet, file *ast.File) {
	for _, declaration := range file.Decls {
		general, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				p.readType(files, file, general, spec)
			case *ast.ValueSpec:
				p.readConstant(spec)
			}
		}
	}
}

// readType also takes the comment group that stands one blank line above the type's own: markers are written there.
func (p *packageFacts) readType(files *token.FileSet, file *ast.File, general *ast.GenDecl, spec *ast.TypeSpec) {
	text := markers(general.Doc) + markers(spec.Doc)
	start := files.Position(general.Pos()).Line
	if general.Doc != nil {
		start = files.Position(general.Doc.Pos()).Line
	}
	for _, group := range file.Comments {
		if end := files.Position(group.End()).Line; end == start-2 || end == start-1 {
			text += markers(group)
		}
	}
	p.comments[spec.Name.Name] = text
	structure, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range structure.Fields.List {
		for _, name := range field.Names {
			p.comments[spec.Name.Name+"."+name.Name] = markers(field.Doc)
		}
	}
}

func (p *packageFacts) readConstant(spec *ast.ValueSpec) {
	name, ok := spec.Type.(*ast.Ident)
	if !ok {
		return
	}
	for _, value := range spec.Values {
		if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if text, err := strconv.Unquote(literal.Value); err == nil && !strings.ContainsAny(text, " ") && text != "" {
				p.constants[name.Name] = append(p.constants[name.Name], text)
			}
		}
	}
}

// markers are the lines of a comment that begin with `+`.
func markers(group *ast.CommentGroup) string {
	if group == nil {
		return ""
	}
	var text strings.Builder
	for _, comment := range group.List {
		line := strings.TrimSpace(strings.TrimPrefix(comment.Text, "//"))
		if strings.HasPrefix(line, "+") {
			text.WriteString(line + "\n")
		}
	}
	return text.String()
}
