package api

import (
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
	"kaipiao/domain/task"
	"kaipiao/domain/ticket"
)

// The words that the document lists are those of the domain's tables: these types stand for the domain's, which know no HTTP.
type (
	applicationStatus string
	invoiceStatus     string
	reversalStatus    string
	ticketStatus      string
	taskStatus        string
	taskKind          string
	ticketKind        string
	materialType      string
)

// Schema lists them.
func (applicationStatus) Schema(huma.Registry) *huma.Schema { return wordsOf(application.Life.Names()) }

// Schema lists them.
func (invoiceStatus) Schema(huma.Registry) *huma.Schema { return wordsOf(invoice.Life.Names()) }

// Schema lists them.
func (reversalStatus) Schema(huma.Registry) *huma.Schema { return wordsOf(reversal.Life.Names()) }

// Schema lists them.
func (ticketStatus) Schema(huma.Registry) *huma.Schema { return wordsOf(ticket.Life.Names()) }

// Schema lists them.
func (taskStatus) Schema(huma.Registry) *huma.Schema { return wordsOf(task.Life.Names()) }

// Schema lists them.
func (taskKind) Schema(huma.Registry) *huma.Schema { return wordsOf(task.Kinds()) }

// Schema lists them.
func (ticketKind) Schema(huma.Registry) *huma.Schema { return wordsOf(ticket.AllKinds()) }

// Schema lists them.
func (materialType) Schema(huma.Registry) *huma.Schema { return wordsOf(ticket.Materials) }

// ListedStatus is a state in which an invoice is listed.
type ListedStatus invoice.Status

// Schema lists them: one that is planned is not listed as an invoice.
func (ListedStatus) Schema(huma.Registry) *huma.Schema {
	return wordsOf(slices.DeleteFunc(invoice.Life.Names(), func(s invoice.Status) bool { return s == invoice.Planned }))
}

// AskedType is a type of material that finance may ask a customer for.
type AskedType ticket.MaterialType

// Schema lists them.
func (AskedType) Schema(huma.Registry) *huma.Schema {
	return wordsOf(slices.DeleteFunc(ticket.HandedInTypes(), func(t ticket.MaterialType) bool { return !t.AskedOfCustomer() }))
}

// fillEnums has the document list the domain's words.
func fillEnums(registry huma.Registry) {
	for words, listed := range map[reflect.Type]reflect.Type{
		reflect.TypeFor[application.Status]():  reflect.TypeFor[applicationStatus](),
		reflect.TypeFor[invoice.Status]():      reflect.TypeFor[invoiceStatus](),
		reflect.TypeFor[reversal.Status]():     reflect.TypeFor[reversalStatus](),
		reflect.TypeFor[ticket.Status]():       reflect.TypeFor[ticketStatus](),
		reflect.TypeFor[task.Status]():         reflect.TypeFor[taskStatus](),
		reflect.TypeFor[task.Kind]():           reflect.TypeFor[taskKind](),
		reflect.TypeFor[ticket.Kind]():         reflect.TypeFor[ticketKind](),
		reflect.TypeFor[ticket.MaterialType](): reflect.TypeFor[materialType](),
	} {
		registry.RegisterTypeAlias(words, listed)
	}
}

// wordsOf is a text that is one of some words.
func wordsOf[Word ~string](words []Word) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Enum: listed(words)}
}

func listed[Word ~string](words []Word) []any {
	enum := make([]any, len(words))
	for i, word := range words {
		enum[i] = string(word)
	}
	return enum
}
