package api

import (
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
)

// ask notes every schema that stands in a request.
func (d *servedDocument) ask(operation *huma.Operation) {
	for _, parameter := range operation.Parameters {
		d.asks(parameter.Schema)
	}
	if operation.RequestBody == nil {
		return
	}
	for _, content := range operation.RequestBody.Content {
		d.asks(content.Schema)
	}
}

func (d *servedDocument) asks(schema *huma.Schema) {
	if name := schemaName(schema); name != "" {
		if d.asked[name] {
			return
		}
		d.asked[name] = true
		format(d.schemas[name], d.Components.Schemas.TypeFromRef(schema.Ref), map[reflect.Type]string{reflect.TypeFor[money.Amount](): "decimal"})
		schema = d.schemas[name]
	}
	for _, part := range partsOf(schema) {
		d.asks(part)
	}
}

// partsOf are the schemas inside a schema.
func partsOf(schema *huma.Schema) []*huma.Schema {
	if schema == nil {
		return nil
	}
	parts := slices.Concat(schema.OneOf, schema.AnyOf, schema.AllOf)
	for _, property := range schema.Properties {
		parts = append(parts, property)
	}
	if schema.Items != nil {
		parts = append(parts, schema.Items)
	}
	if values, is := schema.AdditionalProperties.(*huma.Schema); is {
		parts = append(parts, values)
	}
	return parts
}

// schemaName is the name that a reference has; empty for a schema that is none.
func schemaName(schema *huma.Schema) string {
	if schema == nil {
		return ""
	}
	return strings.TrimPrefix(schema.Ref, schemasAt)
}

// nameOfAnswer is under what the copy of a schema stands: under a name of its own where callers send the like of it too.
func (d *servedDocument) nameOfAnswer(name string) string {
	if d.asked[name] {
		return strings.TrimSuffix(name, "Body") + "Output"
	}
	return name
}

// answer is a copy of a schema as answers have it: open, because later versions may say more than this one (P3), and null where a
// pointer may be nil (P1). The schemas of requests are closed, and stay as they are.
func (d *servedDocument) answer(schema *huma.Schema) *huma.Schema {
	if schema == nil {
		return nil
	}
	copied := *schema
	if name := schemaName(schema); name != "" {
		if d.answers[name] == nil {
			d.answers[name] = &huma.Schema{} // a schema may stand inside itself
			*d.answers[name] = *d.answer(d.schemas[name])
			of := d.Components.Schemas.TypeFromRef(schema.Ref)
			nullPointers(d.answers[name], of)
			format(d.answers[name], of, map[reflect.Type]string{reflect.TypeFor[money.Amount](): "decimal", reflect.TypeFor[calendar.Date](): "date"})
		}
		copied.Ref = schemasAt + d.nameOfAnswer(name)
		return &copied
	}
	copied.Items = d.answer(schema.Items)
	copied.OneOf, copied.AnyOf, copied.AllOf = d.eachAnswer(schema.OneOf), d.eachAnswer(schema.AnyOf), d.eachAnswer(schema.AllOf)
	if schema.Properties != nil {
		copied.Properties = map[string]*huma.Schema{}
		for name, property := range schema.Properties {
			copied.Properties[name] = d.answer(property)
		}
	}
	switch values := schema.AdditionalProperties.(type) {
	case *huma.Schema:
		copied.AdditionalProperties = d.answer(values)
	case bool:
		copied.AdditionalProperties = nil
	}
	return &copied
}

func (d *servedDocument) eachAnswer(schemas []*huma.Schema) (copies []*huma.Schema) {
	for _, schema := range schemas {
		copies = append(copies, d.answer(schema))
	}
	return copies
}

// nullPointers says of every member that is a pointer, and is written also when it is nil, that it may be null.
func nullPointers(schema *huma.Schema, of reflect.Type) {
	for name, field := range membersOf(of) {
		property, optional := schema.Properties[name], strings.Contains(field.Tag.Get("json"), ",omit")
		if property != nil && field.Type.Kind() == reflect.Pointer && !optional {
			orNothing(property)
		}
	}
}

// format says of members of some types what their texts are. Of a request's it says only what the library does not go by when it validates.
func format(schema *huma.Schema, of reflect.Type, formats map[reflect.Type]string) {
	for name, field := range membersOf(of) {
		property, kind := schema.Properties[name], field.Type
		for property != nil && (kind.Kind() == reflect.Pointer || kind.Kind() == reflect.Slice) {
			if kind.Kind() == reflect.Slice {
				property = property.Items
			}
			kind = kind.Elem()
		}
		if known := formats[kind]; known != "" && property != nil && property.Type == huma.TypeString {
			property.Format = known
		}
	}
}

// orNothing lets a schema be null.
func orNothing(schema *huma.Schema) {
	if schema.Type != "" {
		schema.Nullable = true
		return
	}
	of := *schema
	of.Description = ""
	*schema = huma.Schema{Description: schema.Description, AnyOf: []*huma.Schema{&of, {Type: "null"}}}
}

// membersOf are the fields of a struct by the names that they have in JSON; those of embedded structs are among them.
func membersOf(of reflect.Type) map[string]reflect.StructField {
	members := map[string]reflect.StructField{}
	if of == nil || of.Kind() != reflect.Struct {
		return members
	}
	for _, field := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			members[name] = field
		}
	}
	return members
}

// allowNull lists null among the words of a schema that may be null.
func allowNull(schema *huma.Schema) {
	if schema.Nullable && len(schema.Enum) > 0 && !slices.Contains(schema.Enum, nil) {
		schema.Enum = append(slices.Clone(schema.Enum), nil)
	}
	for _, part := range partsOf(schema) {
		allowNull(part)
	}
}
