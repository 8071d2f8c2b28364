package event_test

import (
	"errors"
	"go/ast"
	"go/build"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/event"
	"kaipiao/domain/invoice"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"
)

const root = "../.."

// source is a package of the project with the types of its expressions; tests are not looked at.
type source struct {
	*types.Package
	set   *token.FileSet
	files []*ast.File
	info  *types.Info
}

// project has all packages of the project, by their paths.
var project = sync.OnceValues(func() (map[string]source, error) {
	exports, err := compiled()
	if err != nil {
		return nil, err
	}
	set, found := token.NewFileSet(), map[string]source{}
	open := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	config := types.Config{Importer: importer.ForCompiler(set, "gc", open)}
	err = filepath.WalkDir(root, func(dir string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		_, err = os.Stat(filepath.Join(dir, "go.mod"))
		if name := entry.Name(); dir != root && (err == nil || name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		listed, err := build.ImportDir(dir, 0)
		if err != nil || len(listed.GoFiles) == 0 {
			if none := new(build.NoGoError); err == nil || errors.As(err, &none) {
				return nil
			}
			return err
		}
		s := source{set: set, info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}}
		for _, name := range listed.GoFiles {
			file, err := parser.ParseFile(set, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			s.files = append(s.files, file)
		}
		below, err := filepath.Rel(root, dir)
		if err != nil {
			return err
		}
		name := path.Join("kaipiao", filepath.ToSlash(below))
		s.Package, err = config.Check(name, set, s.files, s.info)
		found[name] = s
		return err
	})
	return found, err
})

// compiled are the files in which the compiler has left what packages export.
func compiled() (map[string]string, error) {
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{if .Export}}{{.ImportPath}} {{.Export}}{{end}}", "./...")
	list.Dir, list.Stderr = root, os.Stderr
	output, err := list.Output()
	exports := map[string]string{}
	for line := range strings.Lines(string(output)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[name] = file
	}
	return exports, err
}

func sources(t *testing.T) map[string]source {
	t.Helper()
	found, err := project()
	require.NoError(t, err)
	require.Contains(t, found, "kaipiao/office/trail")
	require.Contains(t, found, "kaipiao/workflows")
	return found
}

// constants are the values of all constants of a type of the domain: event.Name.
func constants[T ~string](t *testing.T, of string) (values []T) {
	t.Helper()
	declared, _, _ := strings.Cut(of, ".")
	scope := sources(t)["kaipiao/domain/"+declared].Scope()
	for _, name := range scope.Names() {
		if c, is := scope.Lookup(name).(*types.Const); is && isType(c.Type(), of) {
			values = append(values, T(constant.StringVal(c.Val())))
		}
	}
	require.NotEmpty(t, values, of)
	return values
}

func isType(t types.Type, name string) bool { return t != nil && t.String() == "kaipiao/domain/"+name }

// names are those of the catalogue.
func names() (list []event.Name) {
	for _, entry := range event.Catalogue() {
		list = append(list, entry.Name)
	}
	return list
}

// Nobody makes up the name of an event: the code has constants of the catalogue and the functions of its package, and no other text
// becomes a name. And whatever is in the catalogue, somebody notes.
func TestEveryEventOfTheCodeIsInTheCatalogue(t *testing.T) {
	noted := computed(t)
	for pkg, s := range sources(t) {
		if pkg == "kaipiao/domain/event" {
			continue
		}
		for expression, typed := range s.info.Types {
			if !isType(typed.Type, "event.Name") || typed.IsType() {
				continue
			}
			where := s.set.Position(expression.Pos())
			if typed.Value != nil {
				name := event.Name(constant.StringVal(typed.Value))
				require.Contains(t, names(), name, "%s: not in the catalogue", where)
				noted[name] = true
			} else if call, is := expression.(*ast.CallExpr); is {
				require.False(t, s.info.Types[call.Fun].IsType(), "%s: a name is made of some text", where)
			}
		}
	}
	require.ElementsMatch(t, names(), constants[event.Name](t, "event.Name"), "the constants are the catalogue")
	require.ElementsMatch(t, names(), slices.Collect(maps.Keys(noted)), "what nobody notes has no place in the catalogue")
}

// computed are the names that follow from what happened. Whatever can happen has one.
func computed(t *testing.T) map[event.Name]bool {
	t.Helper()
	found := map[event.Name]bool{}
	note := func(name event.Name, of ...any) {
		require.Contains(t, names(), name, "of %v", of)
		require.False(t, found[name], "%s says two things", name)
		found[name] = true
	}
	for _, said := range constants[parcel.CarrierStatus](t, "parcel.CarrierStatus") {
		note(event.OfParcel(said), said)
	}
	statuses := constants[reversal.Status](t, "reversal.Status")
	for _, kind := range constants[reversal.Kind](t, "reversal.Kind") {
		note(event.OfReversal(kind), kind)
		for _, status := range statuses {
			inVain := !status.Open() && status != reversal.Done && (kind == reversal.Red || status == reversal.Refused)
			if name := event.OfReversalInVain(kind, status); inVain {
				note(name, kind, status)
			} else {
				require.Empty(t, name)
			}
		}
	}
	for _, status := range constants[invoice.Status](t, "invoice.Status") {
		undone := status == invoice.Voided || status == invoice.RedIssued || status == invoice.PartlyRedIssued
		if name := event.OfReversed(status); undone {
			note(name, status)
		} else {
			require.Empty(t, name)
		}
	}
	for _, status := range constants[ticket.Status](t, "ticket.Status") {
		if name := event.OfTicketClosed(status, false); status.Closed() {
			note(name, status)
		} else {
			require.Empty(t, name)
		}
	}
	note(event.OfTicketClosed(ticket.Refused, true), "withdrawn")
	return found
}

// Events have one door, which looks into the catalogue.
func TestOnlyTheTrailStoresEvents(t *testing.T) {
	found := 0
	for pkg, s := range sources(t) {
		for _, file := range s.files {
			ast.Inspect(file, func(node ast.Node) bool {
				if selected, is := node.(*ast.SelectorExpr); is && selected.Sel.Name == "InsertEvents" {
					require.Equal(t, "kaipiao/office/trail", pkg, s.set.Position(node.Pos()).String())
					found++
				}
				return true
			})
		}
	}
	require.Equal(t, 1, found)
}

// Every mail that customers are sent belongs to an event of the catalogue, and every mail that the catalogue names is sent (O3).
func TestO3EveryMailBelongsToAnEvent(t *testing.T) {
	named := map[notice.About]bool{}
	for _, entry := range event.Catalogue() {
		for _, about := range entry.Mails {
			named[about] = true
		}
	}
	sent := map[notice.About]bool{}
	for _, pkg := range []string{"kaipiao/workflows", "kaipiao/activities"} {
		s := sources(t)[pkg]
		var look func(ast.Node) bool
		look = func(node ast.Node) bool {
			if clause, is := node.(*ast.CaseClause); is { // to ask which mail it is, is not to send it
				for _, statement := range clause.Body {
					ast.Inspect(statement, look)
				}
				return false
			}
			if expression, is := node.(ast.Expr); is {
				// the empty text says that there is no mail
				if typed := s.info.Types[expression]; isType(typed.Type, "notice.About") && typed.Value != nil && constant.StringVal(typed.Value) != "" {
					sent[notice.About(constant.StringVal(typed.Value))] = true
				}
			}
			return true
		}
		for _, file := range s.files {
			ast.Inspect(file, look)
		}
	}
	for _, entry := range event.Catalogue() { // the register owes it, and the worker hands it over
		for about, mail := range entry.Owes {
			require.NotEmpty(t, entry.Types[about], "%s is owed of what it is not about", entry.Name)
			require.False(t, sent[mail], "%s is sent by a workflow, too", mail)
			named[mail] = true
		}
	}
	for _, entry := range event.Catalogue() {
		for _, mail := range entry.Owes {
			sent[mail] = true
		}
	}
	require.Equal(t, sent, named)
	require.ElementsMatch(t, constants[notice.About](t, "notice.About"), slices.Collect(maps.Keys(sent)))
}
