package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"kaipiao/access"
	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/ids"
)

// alike is a group of applications whose titles differ alike; Key names it in an address: the first of them.
type alike struct {
	Key ids.Application
	api.AlikeGroup
}

// choosing is one group with what is ticked of it; what is ticked on its other pages is carried along by the form.
type choosing struct {
	alike
	Shown     []api.AlikeApplication
	Ticked    map[ids.Application]bool
	Elsewhere []ids.Application
	Page, Of  int
	Order     string
	Results   []result
}

// result is what became of one application of a batch.
type result struct {
	Application ids.Application
	Account     ids.Account
	Says        words.Text
	Taken       bool
}

const shownAtOnce = 20

// showAlike lists the groups, or one of them.
func showAlike(v *page.Visit) error {
	groups, capped, err := groupsOf(v)
	if err != nil {
		return err
	}
	if key := v.Form("group"); key != "" {
		return v.Show(alikeTitle, choosingPage(v, choose(v, groups, key)))
	}
	return v.Show(alikeTitle, alikePage(v, groups, capped))
}

// groupsOf finds what differs alike among the applications that the visitor may approve alone. What two people decide about is looked at one by one.
// Capped says that more wait than were looked at.
func groupsOf(v *page.Visit) (groups []alike, capped bool, err error) {
	var found api.AlikeApplications
	if err := v.Get("/v1/desk/alike", &found); err != nil {
		return nil, false, err
	}
	for _, g := range found.Groups {
		groups = append(groups, alike{g.Applications[0].ID, g})
	}
	return groups, found.Capped, nil
}

// decideAlike turns a page of the selection, ticks all or none, or approves what is ticked, one after the other (R1).
func decideAlike(v *page.Visit) error {
	groups, _, err := groupsOf(v)
	if err != nil {
		return err
	}
	c := choose(v, groups, v.Form("group"))
	switch v.Form("go") {
	case "all":
		for _, a := range c.Applications {
			c.Ticked[a.ID] = true
		}
	case "none":
		c.Ticked = map[ids.Application]bool{}
	case "approve":
		return approveTicked(v, c)
	}
	return v.Show(alikeTitle, choosingPage(v, c.carried()))
}

// approveTicked approves what is ticked and says what became of each: one that cannot be approved any more holds up no other.
func approveTicked(v *page.Visit, c choosing) error {
	of := map[ids.Application]ids.Account{}
	for _, a := range c.Applications {
		of[a.ID] = a.Account
	}
	for _, id := range values(v, "pick") {
		account, known := of[ids.Application(id)]
		if !known {
			var a api.Application
			_ = v.Get("/v1/applications/"+url.PathEscape(id), &a) // only to say whose it is
			account = a.Account
		}
		err := v.Call(http.MethodPost, "/v1/applications/"+url.PathEscape(id)+"/approve", nil, nil)
		r := result{Application: ids.Application(id), Account: account, Taken: err == nil}
		if err != nil {
			r.Says = page.ProblemOf(err).Says()
		}
		c.Results = append(c.Results, r)
	}
	return v.Show(alikeTitle, resultPage(v, c))
}

// choose is a group as a form says that it is looked at.
func choose(v *page.Visit, groups []alike, key string) choosing {
	c := choosing{Ticked: map[ids.Application]bool{}, Order: v.Form("order")}
	for _, id := range values(v, "pick") {
		c.Ticked[ids.Application(id)] = true
	}
	for _, one := range groups {
		if slices.ContainsFunc(one.Applications, func(a api.AlikeApplication) bool { return string(a.ID) == key || c.Ticked[a.ID] }) {
			c.alike = one
		}
	}
	c.Key = ids.Application(key)
	if turn := v.Form("turn"); turn != "" {
		c.Page, _ = strconv.Atoi(turn)
	} else {
		c.Page, _ = strconv.Atoi(v.Form("page"))
	}
	if sorted := v.Form("sort"); sorted != "" {
		c.Order, c.Page = sorted, 1
	}
	c.sort()
	return c.carried()
}

func (c *choosing) sort() {
	switch c.Order {
	case "amount":
		slices.SortStableFunc(c.Applications, func(a, b api.AlikeApplication) int { return b.Total.Cmp(a.Total) })
	case "account":
		slices.SortStableFunc(c.Applications, func(a, b api.AlikeApplication) int { return cmp.Compare(a.Account, b.Account) })
	}
}

// carried divides a group into the page that is shown, and what is ticked elsewhere.
func (c choosing) carried() choosing {
	c.Of = max(1, (len(c.Applications)+shownAtOnce-1)/shownAtOnce)
	c.Page = min(max(c.Page, 1), c.Of)
	first := (c.Page - 1) * shownAtOnce
	c.Shown, c.Elsewhere = c.Applications[min(first, len(c.Applications)):min(first+shownAtOnce, len(c.Applications))], nil
	for n, a := range c.Applications {
		if c.Ticked[a.ID] && (n < first || n >= first+shownAtOnce) {
			c.Elsewhere = append(c.Elsewhere, a.ID)
		}
	}
	return c
}

// mayApprove reports whether the visitor may approve at all.
func mayApprove(v *page.Visit) bool { return v.IsFinance() && v.Who.Permissions.Has(access.Reviewer) }

// taken counts what was approved, and what was not.
func (c choosing) taken() (done, not int) {
	for _, r := range c.Results {
		if r.Taken {
			done++
		} else {
			not++
		}
	}
	return done, not
}
