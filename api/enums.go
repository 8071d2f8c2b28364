package api

import (
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/ticket"
)

// meaning is a word of a type of the domain, with what it means in both languages.
type meaning[Word ~string] struct {
	word             Word
	english, chinese string
}

// means is one.
func means[Word ~string](word Word, english, chinese string) meaning[Word] {
	return meaning[Word]{word, english, chinese}
}

// vocabulary is what the document says of a type of the domain, wherever it stands; a tag says it otherwise.
type vocabulary struct {
	of, standsFor reflect.Type
	says          string
	// words are all that there are. They are listed as an enum where enum says so: everywhere else new ones may come.
	words []meaning[string]
	enum  bool
	// example is of a type that has no words.
	example string
}

// stand stands in the document for a type of the domain, which knows no HTTP.
type stand[T any] struct{}

// Schema says what the type means.
func (stand[T]) Schema(huma.Registry) *huma.Schema { return vocabularyOf[T]().schema() }

// enum is the vocabulary of a type whose words the document lists; words that of one to which new ones may come, or whose words are
// listed where it stands; texts that of a type without words.
func enum[Word ~string](says string, known []meaning[Word]) vocabulary {
	return words(says, known...).listed()
}

func words[Word ~string](says string, known ...meaning[Word]) vocabulary {
	v := texts[Word](says, "")
	for _, m := range known {
		v.words = append(v.words, means(string(m.word), m.english, m.chinese))
	}
	return v
}

func texts[T any](says, example string) vocabulary {
	return vocabulary{of: reflect.TypeFor[T](), standsFor: reflect.TypeFor[stand[T]](), says: says, example: example}
}

// byType finds vocabularies.
var byType = func() map[reflect.Type]vocabulary {
	found := map[reflect.Type]vocabulary{}
	for _, v := range vocabularies {
		found[v.of] = v
	}
	return found
}()

func vocabularyOf[T any]() vocabulary { return byType[reflect.TypeFor[T]()] }

func (v vocabulary) schema() *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: v.description()}
	if v.enum {
		for _, m := range v.words {
			s.Enum = append(s.Enum, m.word)
		}
	}
	if v.example != "" {
		s.Examples = []any{v.example}
	}
	return s
}

// description has the words with their meanings behind what is said of all of them.
func (v vocabulary) description() string {
	if len(v.words) == 0 {
		return v.says
	}
	said := make([]string, len(v.words))
	for i, m := range v.words {
		said[i] = "`" + m.word + "`: " + m.english
		if m.chinese != "" {
			said[i] += " (" + m.chinese + ")"
		}
	}
	return v.says + " " + strings.Join(said, "; ") + "."
}

// listed has the document list the words.
func (v vocabulary) listed() vocabulary {
	v.enum = true
	return v
}

// without leaves words out.
func (v vocabulary) without(leftOut func(word string) bool) vocabulary {
	v.words = slices.DeleteFunc(slices.Clone(v.words), func(m meaning[string]) bool { return leftOut(m.word) })
	return v
}

// ofLife are the states of a life, in its order.
func ofLife[S ~string](of life.Table[S]) []meaning[S] {
	known := make([]meaning[S], len(of.States))
	for i, state := range of.States {
		known[i] = means(state.Name, state.English, state.Chinese)
	}
	return known
}

// ListedStatus is a state in which an invoice is listed.
type ListedStatus invoice.Status

// Schema lists them: one that is planned is not listed as an invoice.
func (ListedStatus) Schema(huma.Registry) *huma.Schema {
	return vocabularyOf[invoice.Status]().without(func(word string) bool { return word == string(invoice.Planned) }).schema()
}

// AskedType is a type of material that finance may ask a customer for.
type AskedType ticket.MaterialType

// Schema lists them.
func (AskedType) Schema(huma.Registry) *huma.Schema {
	return vocabularyOf[ticket.MaterialType]().without(func(word string) bool {
		asked := ticket.MaterialType(word)
		return !slices.Contains(ticket.HandedInTypes(), asked) || !asked.AskedOfCustomer()
	}).schema()
}

// fillEnums has the document say what the types of the domain mean, and what the objects are.
func fillEnums(registry huma.Registry) {
	for _, v := range vocabularies {
		registry.RegisterTypeAlias(v.of, v.standsFor)
	}
	for _, o := range objects {
		registry.SchemaFromRef(registry.Schema(o.of, true, "").Ref).Description = o.says
	}
}

// object is a type that the document describes by itself.
type object struct {
	of   reflect.Type
	says string
}

func described[T any](says string) object { return object{reflect.TypeFor[T](), says} }

func listed[Word ~string](words []Word) []any {
	enum := make([]any, len(words))
	for i, word := range words {
		enum[i] = string(word)
	}
	return enum
}

// explain describes the members for which a tag is too short.
func explain(s *huma.Schema, says map[string]string) *huma.Schema {
	for member, description := range says {
		s.Properties[member].Description = description
	}
	return s
}
