package api

import (
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/text"
)

// textTag says of a member which kind of text it is; its value is one of the names of domain/text. printedTag says that our own documents
// print it.
const (
	textTag    = "text"
	printedTag = "printed"
)

// container is a member that holds one of several; what it holds is judged in its place.
type container interface{ held() any }

// reading goes through what a call was sent.
type reading struct {
	refused refusal.List
	// missing finds a character that our documents cannot show.
	missing func(string) (rune, bool)
}

// readTexts judges all texts of a call and brings them into their form, so that everything behind the API deals with that one (T4).
func (s *surface) readTexts(in any) error {
	r := reading{missing: s.Press.Missing}
	r.value(reflect.ValueOf(in).Elem(), "", nil)
	if len(r.refused) == 0 {
		return nil
	}
	for _, refused := range r.refused {
		if refused.Class() != refusal.Malformed {
			return r.refused
		}
	}
	p := problemOf(r.refused)
	p.Status, p.Title, p.Code = http.StatusBadRequest, http.StatusText(http.StatusBadRequest), string(refusal.InvalidRequest)
	return p
}

// value looks into a value; tagged is the member that it is, where that is tagged.
func (r *reading) value(v reflect.Value, name string, tagged *reflect.StructField) {
	if held, is := holds(v); is {
		if held.IsValid() {
			r.value(held, name, nil)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			r.value(v.Elem(), name, tagged)
		}
	case reflect.Slice:
		for i := range v.Len() {
			r.value(v.Index(i), fmt.Sprintf("%s[%d]", name, i), tagged)
		}
	case reflect.Struct:
		r.members(v, name)
	case reflect.String:
		if tagged != nil {
			r.text(v, name, tagged)
		}
	default: // numbers and the like are no texts
	}
}

// holds finds what a container holds: the pointer to it, or nothing.
func holds(v reflect.Value) (reflect.Value, bool) {
	if v.Kind() != reflect.Struct || !v.CanAddr() {
		return reflect.Value{}, false
	}
	c, is := v.Addr().Interface().(container)
	if !is {
		return reflect.Value{}, false
	}
	return reflect.ValueOf(c.held()), true
}

func (r *reading) members(v reflect.Value, name string) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() || field.Name == "RawBody" {
			continue
		}
		var tagged *reflect.StructField
		if field.Tag.Get(textTag) != "" {
			tagged = &field
		}
		r.value(v.Field(i), memberName(field, name), tagged)
	}
}

// memberName is how callers know a member.
func memberName(field reflect.StructField, parent string) string {
	for _, tag := range []string{"json", "query", "path", "header"} {
		if own, _, _ := strings.Cut(field.Tag.Get(tag), ","); own != "" {
			return strings.TrimPrefix(parent+"."+own, ".")
		}
	}
	return parent // embedded, or the body itself
}

func (r *reading) text(v reflect.Value, name string, member *reflect.StructField) {
	kind, known := text.Named(member.Tag.Get(textTag))
	if !known {
		panic("there is no kind of text " + member.Tag.Get(textTag))
	}
	longest, _ := strconv.Atoi(member.Tag.Get("maxLength"))
	judge := kind.ReadOptional
	if member.Tag.Get("minLength") != "" {
		judge = kind.Read
	}
	read, refused := judge(v.String(), longest)
	if refused == nil && member.Tag.Get(printedTag) != "" {
		if character, lacks := r.missing(read); lacks {
			refused = refusal.New(refusal.GlyphMissing, "", nameOf(character))
		}
	}
	if refused != nil {
		refused.Field = name
		r.refused = append(r.refused, refused)
		return
	}
	v.SetString(read)
}

// printable refuses what a copy of a paper invoice's stub could not show, which we print when the paper is lost (V6). An e-invoice is
// printed by the provider alone, whose answer decides.
func (s *surface) printable(b ApplicationBody) error {
	if b.Medium != invoice.Paper {
		return nil
	}
	texts := [][2]string{{"remark", b.Remark}}
	if b.Title != nil && b.Title.Body != nil {
		of := b.Title.Body
		texts = append(texts, [][2]string{{"title.title", of.Title}, {"title.address_phone", of.AddressPhone}, {"title.bank_account", of.BankAccount}}...)
	}
	var refused refusal.List
	for _, text := range texts {
		if character, lacks := s.Press.Missing(text[1]); lacks {
			refused = append(refused, refusal.New(refusal.GlyphMissing, text[0], nameOf(character)))
		}
	}
	return refused.ErrorOrNil()
}

// nameOf names a character for people.
func nameOf(character rune) refusal.Words { return text.Describe(character) }
