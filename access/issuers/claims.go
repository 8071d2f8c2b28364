package issuers

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Path leads to a claim in a token: "groups", "realm_access.roles". A claim of that whole name comes before the parts between the dots, and a
// list of names is for those that have dots themselves.
type Path struct {
	whole string
	parts []string
}

// ParsePath reads a path as it is written with dots.
func ParsePath(text string) Path { return Path{whole: text, parts: strings.Split(text, ".")} }

// UnmarshalYAML reads a name, or a list of names.
func (p *Path) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.SequenceNode {
		*p = Path{}
		return errors.Join(node.Decode(&p.parts), p.check())
	}
	var text string
	if err := node.Decode(&text); err != nil {
		return err
	}
	*p = ParsePath(text)
	return p.check()
}

func (p Path) check() error {
	if len(p.parts) == 0 || slices.Contains(p.parts, "") {
		return errors.New("the name of a claim is missing")
	}
	return nil
}

// String is the path with dots.
func (p Path) String() string { return strings.Join(p.parts, ".") }

// in finds the claim in a token.
func (p Path) in(claims map[string]any) any {
	if found, there := claims[p.whole]; there && p.whole != "" {
		return found
	}
	var at any = claims
	for _, part := range p.parts {
		object, isObject := at.(map[string]any)
		if !isObject {
			return nil
		}
		at = object[part]
	}
	return at
}

// word is the claim's text; empty where it is none.
func (p Path) word(claims map[string]any) string {
	text, _ := p.in(claims).(string)
	return text
}

// says reports whether the claim is a value, or a list that has it. Scopes are a list between blanks (RFC 8693).
func (p Path) says(claims map[string]any, value string) bool {
	switch found := p.in(claims).(type) {
	case string:
		return found == value || (p.whole == "scope" && slices.Contains(strings.Fields(found), value))
	case []any:
		return slices.Contains(found, any(value))
	default:
		return false
	}
}
