package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Members are those of a request.
type Members map[string]any

// Given are those that are not empty texts.
func (m Members) Given() Members {
	for name, value := range m {
		if value == "" {
			delete(m, name)
		}
	}
	return m
}

// Object is an object of an answer: its values as texts, and the objects in it, alone or in a list. Null is as if it was left out, and so is a
// list of something else than objects.
type Object struct {
	texts map[string]Text
	lists map[string][]Object
	// said: it has members, if only such as cannot be read.
	said bool
}

// UnmarshalJSON takes an object.
func (o *Object) UnmarshalJSON(content []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(content, &members); err != nil {
		return err
	}
	o.texts, o.lists = map[string]Text{}, map[string][]Object{}
	for name, member := range members {
		o.said = o.said || string(member) != "null"
		value, one, list := Text(""), Object{}, []Object{}
		switch {
		case member[0] == '{' && json.Unmarshal(member, &one) == nil:
			o.lists[name] = []Object{one}
		case member[0] == '[' && json.Unmarshal(member, &list) == nil:
			o.lists[name] = list
		case json.Unmarshal(member, &value) == nil && string(member) != "null":
			o.texts[name] = value
		}
	}
	return nil
}

// Text is the first of some members that has a text; empty where none has.
func (o Object) Text(names ...string) Text {
	for _, name := range names {
		if value := o.texts[name]; value != "" {
			return value
		}
	}
	return ""
}

// String is the first of some members, as it was written.
func (o Object) String(names ...string) string { return string(o.Text(names...)) }

// List are the objects of a member, of which there may be none.
func (o Object) List(name string) []Object { return o.lists[name] }

// One is the one object of a member, and an empty one where there is none.
func (o Object) One(name string) Object {
	if len(o.lists[name]) != 1 {
		return Object{}
	}
	return o.lists[name][0]
}

// Empty reports whether it has no members, or none but null.
func (o Object) Empty() bool { return !o.said }

// Fields are the names of the members by which somebody lists what has happened.
type Fields struct {
	// At is when; Net and Tax are the totals.
	At, Net, Tax string
	// Lines is the list of what is taken from which line, and Line those members of one: its number, its net and its tax.
	Lines string
	Line  [3]string
}

// Listed reads when something has happened, its amounts, and what is taken from which line, where that is said of every one.
func (o Object) Listed(fields Fields) (read invoice.Listed, err error) {
	at, err1 := o.Text(fields.At).Instant()
	net, tax, err2 := o.amounts(fields.Net, fields.Tax)
	read = invoice.Listed{At: at, Net: net, Tax: tax, Gross: net.Add(tax)}
	if err1 != nil || err2 != nil {
		return invoice.Listed{}, ErrUnreadable
	}
	for _, of := range o.List(fields.Lines) {
		number, err1 := of.Text(fields.Line[0]).Count()
		net, tax, err2 := of.amounts(fields.Line[1], fields.Line[2])
		if err1 != nil || err2 != nil {
			read.Lines = nil
			break
		}
		read.Lines = append(read.Lines, invoice.Line{Number: number, Net: net, Tax: tax, Gross: net.Add(tax)})
	}
	return read, nil
}

func (o Object) amounts(net, tax string) (money.Amount, money.Amount, error) {
	first, err1 := o.Text(net).Amount()
	second, err2 := o.Text(tax).Amount()
	return first, second, errors.Join(err1, err2)
}

// ReadObject reads an object; nothing at all is one without members.
func ReadObject(content []byte) (read Object, err error) {
	if len(bytes.TrimSpace(content)) == 0 {
		return Object{}, nil
	}
	if err := Read(content, &read); err != nil {
		return Object{}, err
	}
	return read, nil
}

// ReadObjects reads a list; nothing at all is an empty one. It may stand within an object as one of some members, of which the first that
// there is counts.
func ReadObjects(content []byte, within ...string) (read []Object, err error) {
	if content = bytes.TrimSpace(content); len(content) > 0 && content[0] == '[' {
		if err := Read(content, &read); err != nil {
			return nil, err
		}
		return read, nil
	}
	around, err := ReadObject(content)
	if err != nil || around.Empty() {
		return nil, err
	}
	n := slices.IndexFunc(within, func(name string) bool { return around.lists[name] != nil })
	if n < 0 {
		return nil, ErrUnreadable
	}
	return around.lists[within[n]], nil
}

// Find finds the object that was asked for, in a list that came with or without an error. Where others came in its place, nothing is known.
func Find(all []Object, failed error, wanted func(Object) bool) (found Object, exists bool, err error) {
	if failed != nil || len(all) == 0 {
		return Object{}, false, failed
	}
	n := slices.IndexFunc(all, wanted)
	if n < 0 {
		return Object{}, false, ErrUnreadable
	}
	return all[n], true, nil
}
