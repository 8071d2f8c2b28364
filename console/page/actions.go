package page

import (
	"regexp"
	"strings"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/words"
)

// ActionOf is what an answer says of an action; nil where it does not name it, because the visitor has nothing to do with it.
func ActionOf(actions []api.Action, name string) *api.Action {
	for n := range actions {
		if actions[n].Action == name {
			return &actions[n]
		}
	}
	return nil
}

// WhyOf says why an action is not possible now.
func WhyOf(a *api.Action) words.Text {
	if a == nil || a.Why == nil || a.WhyZH == nil {
		return words.Text{}
	}
	return named(words.Text{ZH: *a.WhyZH, EN: *a.Why})
}

// actors are people as the API's sentences name them: "finance:zhao".
var actors = regexp.MustCompile(`\b(customer|finance|vendor|auditor|service|message):[^\s，。；）)]+`)

// named says a sentence with people as pages name them.
func named(says words.Text) words.Text {
	in := func(l words.Language) func(string) string {
		return func(who string) string { return WhoDid(who).In(l) }
	}
	return words.Text{ZH: actors.ReplaceAllStringFunc(says.ZH, in(words.Chinese)), EN: actors.ReplaceAllStringFunc(says.EN, in(words.English))}
}

var others = map[string]words.Text{
	"kaipiao":  {ZH: "系统", EN: "System"},
	"provider": {ZH: "开票服务商", EN: "Tax provider"},
	"courier":  {ZH: "快递公司", EN: "Courier"},
	"message":  {ZH: "消息", EN: "Message"},
}

// WhoDid says who did something: a role, and the name it has.
func WhoDid(who string) words.Text {
	kind, name, _ := strings.Cut(who, ":")
	said, known := roles[access.Role(kind)]
	if !known {
		said, known = others[kind]
	}
	switch {
	case !known:
		return words.Same(who)
	case name == "":
		return said
	default:
		return words.Text{ZH: said.ZH + " " + name, EN: said.EN + " " + name}
	}
}
