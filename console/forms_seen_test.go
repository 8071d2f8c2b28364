package console_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"kaipiao/access"
)

// seenForm is a form of a page, with its fields.
type seenForm struct {
	action string
	fields []*html.Node
}

func attribute(n *html.Node, name string) (value string, there bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func valueOf(n *html.Node, name string) string {
	value, _ := attribute(n, name)
	return value
}

// shown is a page as somebody is shown it, and its address.
func (w walked) shown(who access.Identity, path string) (at string, document *html.Node) {
	w.T.Helper()
	request, err := http.NewRequestWithContext(w.T.Context(), http.MethodGet, w.URL+path, http.NoBody)
	require.NoError(w.T, err)
	request.AddCookie(&http.Cookie{Name: "person", Value: who.Subject})
	answer, err := http.DefaultClient.Do(request)
	require.NoError(w.T, err)
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	require.NoError(w.T, err)
	refused := []int{http.StatusOK, http.StatusBadRequest, http.StatusUnprocessableEntity} // what was typed may be nothing that can be meant
	require.Contains(w.T, refused, answer.StatusCode, "%s for %s", path, who.Role)
	document, err = html.Parse(strings.NewReader(string(content)))
	require.NoError(w.T, err)
	return answer.Request.URL.RequestURI(), document
}

// formsOf are the forms of a page by which something is changed, without those of the frame.
func formsOf(document *html.Node) (forms []seenForm) {
	byID, at := map[string]int{}, map[*html.Node]int{}
	for n := range document.Descendants() {
		if n.Data == "form" && valueOf(n, "method") == "post" {
			at[n] = len(forms)
			if id := valueOf(n, "id"); id != "" {
				byID[id] = len(forms)
			}
			action, _, _ := strings.Cut(valueOf(n, "action"), "?")
			forms = append(forms, seenForm{action: action})
		}
	}
	for n := range document.Descendants() {
		if n.Data != "input" && n.Data != "textarea" && n.Data != "select" {
			continue
		}
		of, known := byID[valueOf(n, "form")]
		for above := n.Parent; above != nil && !known; above = above.Parent {
			of, known = at[above]
		}
		if known {
			forms[of].fields = append(forms[of].fields, n)
		}
	}
	return slices.DeleteFunc(forms, func(f seenForm) bool {
		return slices.Contains([]string{"/console/theme", "/console/keys", "/console/sign-out", "/console/account"}, f.action)
	})
}

// options are those of a list, with the values that they stand for.
func options(list *html.Node) (values []string) {
	for n := range list.Descendants() {
		if n.Data == "option" {
			value, there := attribute(n, "value")
			if !there {
				value = n.FirstChild.Data
			}
			values = append(values, value)
		}
	}
	return values
}

// typedInto is what somebody types into all fields of a form; there may be none.
func (f seenForm) typedInto() (typed url.Values, any bool) {
	typed = url.Values{}
	for n, field := range f.fields {
		name := valueOf(field, "name")
		switch kind := valueOf(field, "type"); {
		case kind == "hidden":
			typed.Add(name, valueOf(field, "value"))
			continue
		case kind == "file" || kind == "submit" || name == "":
			continue
		case kind == "checkbox":
			if _, ticked := attribute(field, "checked"); ticked {
				any = true
				continue // it is taken away
			}
			typed.Add(name, cmpOn(field))
		case kind == "radio":
			if _, chosen := attribute(field, "checked"); chosen || name != "by" { // the other way has other fields
				typed.Set(name, cmpOn(field)) // the last one
			}
		case kind == "date":
			typed.Add(name, "2026-09-03")
		case kind == "month":
			typed.Add(name, "2026-08")
		case kind == "number":
			typed.Add(name, "7")
		case field.Data == "select":
			all := options(field)
			typed.Add(name, all[len(all)-1])
		default:
			typed.Add(name, fmt.Sprint("写下的 ", n))
		}
		any = true
	}
	return typed, any
}

func cmpOn(field *html.Node) string {
	if value, there := attribute(field, "value"); there {
		return value
	}
	return "on"
}

// holds is what stands in the fields of a form, as a browser would send it.
func (f seenForm) holds() url.Values {
	held := url.Values{}
	for _, field := range f.fields {
		name, kind := valueOf(field, "name"), valueOf(field, "type")
		_, ticked := attribute(field, "checked")
		switch {
		case kind == "file" || kind == "submit" || name == "":
		case kind == "checkbox" || kind == "radio":
			if ticked {
				held.Add(name, cmpOn(field))
			}
		case field.Data == "select":
			for n := range field.Descendants() {
				if _, chosen := attribute(n, "selected"); n.Data == "option" && chosen {
					value, there := attribute(n, "value")
					if !there {
						value = n.FirstChild.Data
					}
					held.Add(name, value)
				}
			}
		case field.Data == "textarea":
			text := ""
			if field.FirstChild != nil {
				text = field.FirstChild.Data
			}
			held.Add(name, text)
		default:
			held.Add(name, valueOf(field, "value"))
		}
	}
	return held
}

// also are the addresses of buttons that send a form elsewhere.
func also(document *html.Node) (actions []string) {
	for n := range document.Descendants() {
		if action, _, _ := strings.Cut(valueOf(n, "formaction"), "?"); action != "" {
			actions = append(actions, action)
		}
	}
	return actions
}

// linksOf are where the links of a page lead to pages.
func linksOf(document *html.Node) (to []string) {
	for n := range document.Descendants() {
		href := valueOf(n, "href")
		if _, file := attribute(n, "download"); n.Data != "a" || file || !strings.HasPrefix(href, "/console") || strings.HasPrefix(href, "/console/templates/") {
			continue
		}
		at, err := url.Parse(href)
		if err != nil || at.Query().Has("lang") {
			continue
		}
		at.Fragment = ""
		to = append(to, at.String())
	}
	return to
}
