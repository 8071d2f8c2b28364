package audit

import (
	"fmt"
	"net/url"
	"slices"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
)

type start struct {
	Chain  api.AuditChain
	Latest page.List[api.AuditEntry]
}

// home says whether the trail is whole, and shows its end.
func home(v *page.Visit) error {
	var s start
	if err := v.Get("/v1/audit/chain", &s.Chain); err != nil {
		return err
	}
	if err := v.Get("/v1/audit?limit=20", &s.Latest); err != nil {
		return err
	}
	return v.Show(audit, homePage(v, s))
}

// whole shows the trail of one object, or of some time, narrowed by who and what.
func whole(v *page.Visit) error {
	query := url.Values{"limit": {"50"}}
	for _, name := range []string{"object", "who", "what", "from", "to", "cursor"} {
		if value := v.Form(name); value != "" {
			query.Set(name, value)
		}
	}
	var found page.List[api.AuditEntry]
	if err := v.Get("/v1/audit?"+query.Encode(), &found); err != nil {
		if !v.Refused(err) {
			return err
		}
	}
	return v.ShowAs(v.Status(), trail, trailPage(v, found))
}

// narrowed reports whether anything is looked for.
func narrowed(v *page.Visit) bool {
	return v.Form("object")+v.Form("who")+v.Form("what")+v.Form("from")+v.Form("to") != ""
}

// orderOf is how what is found is ordered: what was done to one object is told from its beginning.
func orderOf(v *page.Visit) words.Text {
	if v.Form("object") != "" && v.Form("who")+v.Form("what")+v.Form("from")+v.Form("to") == "" {
		return oldestFirst
	}
	return latestFirst
}

// change is a member of a state that is another one afterwards.
type change struct{ Name, Before, After string }

// changesOf lists what an entry has changed, by name.
func changesOf(e api.AuditEntry) (changes []change) {
	names := map[string]bool{}
	for name := range e.Before {
		names[name] = true
	}
	for name := range e.After {
		names[name] = true
	}
	for name := range names {
		if one := (change{name, written(e.Before, name), written(e.After, name)}); one.Before != one.After {
			changes = append(changes, one)
		}
	}
	slices.SortFunc(changes, func(a, b change) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return changes
}

func written(state map[string]any, name string) string {
	value, there := state[name]
	if !there || value == nil {
		return ""
	}
	return fmt.Sprint(value)
}
