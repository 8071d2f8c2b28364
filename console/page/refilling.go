package page

import (
	"bytes"
	"net/url"
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// refilled puts what somebody had typed, when its session ended, into the form in which it was typed, and unfolds what that stands in. Where the page
// has no such form any more, it stays as it is.
func refilled(page []byte, target string, typed url.Values) []byte {
	document, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return page
	}
	form := formOf(document, target, typed)
	if form == nil {
		return page
	}
	next := map[string]int{}
	for _, field := range fieldsOf(document, form) {
		refill(field, typed, next)
	}
	for above := form.Parent; above != nil; above = above.Parent {
		if above.DataAtom == atom.Details {
			set(above, "open", "")
		}
	}
	var written bytes.Buffer
	if err := html.Render(&written, document); err != nil {
		return page
	}
	return written.Bytes()
}

// another are hidden fields that are made anew whenever a form is shown. All others say what the form is about.
var another = []string{"csrf", "key", "revision", "return_to"}

// formOf is the form that is sent to an address, and is about the same.
func formOf(document *html.Node, target string, typed url.Values) *html.Node {
	for n := range document.Descendants() {
		if n.DataAtom != atom.Form {
			continue
		}
		action, err := url.Parse(get(n, "action"))
		if err != nil || action.Path != target || get(n, "method") != "post" {
			continue
		}
		if !slices.ContainsFunc(fieldsOf(document, n), func(f *html.Node) bool {
			name := get(f, "name")
			return get(f, "type") == "hidden" && !slices.Contains(another, name) && typed.Has(name) && !slices.Contains(typed[name], get(f, "value"))
		}) {
			return n
		}
	}
	return nil
}

// fieldsOf are the fields of a form: those within it, and those that name it.
func fieldsOf(document, form *html.Node) (fields []*html.Node) {
	for n := range document.Descendants() {
		if n.DataAtom != atom.Input && n.DataAtom != atom.Textarea && n.DataAtom != atom.Select {
			continue
		}
		owner := n.Parent
		for owner != nil && owner.DataAtom != atom.Form {
			owner = owner.Parent
		}
		if id := get(n, "form"); id == "" && owner == form || id != "" && id == get(form, "id") {
			fields = append(fields, n)
		}
	}
	return fields
}

// refill gives a field what was typed in it. Of several text fields of one name the next one is filled.
func refill(field *html.Node, typed url.Values, next map[string]int) {
	name := get(field, "name")
	values, was := typed[name]
	switch kind := get(field, "type"); {
	case kind == "checkbox":
		mark(field, "checked", slices.Contains(values, orOn(get(field, "value"))))
		return
	case !was, slices.Contains([]string{"hidden", "file", "submit", "button"}, kind):
		return
	case kind == "radio":
		mark(field, "checked", slices.Contains(values, orOn(get(field, "value"))))
		return
	case field.DataAtom == atom.Select:
		for option := range field.Descendants() {
			if option.DataAtom == atom.Option {
				mark(option, "selected", slices.Contains(values, valueOfOption(option)))
			}
		}
		return
	}
	n := next[name]
	if next[name]++; n >= len(values) {
		return
	}
	if field.DataAtom == atom.Textarea {
		for field.FirstChild != nil {
			field.RemoveChild(field.FirstChild)
		}
		field.AppendChild(&html.Node{Type: html.TextNode, Data: values[n]})
		return
	}
	set(field, "value", values[n])
}

func orOn(value string) string {
	if value == "" {
		return "on"
	}
	return value
}

// valueOfOption is its value, or what it says.
func valueOfOption(option *html.Node) string {
	for _, a := range option.Attr {
		if a.Key == "value" {
			return a.Val
		}
	}
	if option.FirstChild != nil {
		return option.FirstChild.Data
	}
	return ""
}

func get(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func set(n *html.Node, name, value string) {
	mark(n, name, false)
	n.Attr = append(n.Attr, html.Attribute{Key: name, Val: value})
}

func mark(n *html.Node, name string, is bool) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if is {
		n.Attr = append(n.Attr, html.Attribute{Key: name})
	}
}
