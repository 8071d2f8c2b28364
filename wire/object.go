package wire

import (
	"bytes"
	"encoding/json"
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
}

// UnmarshalJSON takes an object.
func (o *Object) UnmarshalJSON(content []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(content, &members); err != nil {
		return err
	}
	o.texts, o.lists = map[string]Text{}, map[string][]Object{}
	for name, member := range members {
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

// Empty reports whether it has no members.
func (o Object) Empty() bool { return len(o.texts)+len(o.lists) == 0 }

// Sums reads two amounts, such as a net and a tax, and adds them up.
func (o Object) Sums(net, tax string) (line invoice.Line, err error) {
	if line.Net, err = o.Text(net).Amount(); err != nil {
		return invoice.Line{}, err
	}
	if line.Tax, err = o.Text(tax).Amount(); err != nil {
		return invoice.Line{}, err
	}
	line.Gross = line.Net.Add(line.Tax)
	return line, nil
}

// Lines reads what is taken from which line of an invoice; nil where that is not said of every one.
func (o Object) Lines(list, number, net, tax string) (lines []invoice.Line) {
	for _, of := range o.List(list) {
		line, err1 := of.Sums(net, tax)
		count, err2 := of.Text(number).Count()
		if err1 != nil || err2 != nil {
			return nil
		}
		line.Number = count
		lines = append(lines, line)
	}
	return lines
}

// Negative is a line with amounts below zero, whatever their signs.
func Negative(line invoice.Line) invoice.Line {
	line.Net, line.Tax = money.Min(line.Net, line.Net.Neg()), money.Min(line.Tax, line.Tax.Neg())
	line.Gross = line.Net.Add(line.Tax)
	return line
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

// Find finds the object that was asked for. Where others came in its place, nothing is known.
func Find(all []Object, wanted func(Object) bool) (found Object, exists bool, err error) {
	if len(all) == 0 {
		return Object{}, false, nil
	}
	n := slices.IndexFunc(all, wanted)
	if n < 0 {
		return Object{}, false, ErrUnreadable
	}
	return all[n], true, nil
}
