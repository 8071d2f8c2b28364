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
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// alike are applications whose titles differ from the certified names in the same way, with the same tax number: what is right for one of them is
// right for all. The difference is shown once.
type alike struct {
	// Key names them in an address: the first of them.
	Key                                    ids.Application
	Applied, Certified, TaxpayerID         string
	DifferenceApplied, DifferenceCertified string
	Applications                           []api.Application
	Amount                                 money.Amount
}

// choosing is one group with what is ticked of it; what is ticked on its other pages is carried along by the form.
type choosing struct {
	alike
	Shown     []api.Application
	Ticked    map[ids.Application]bool
	Elsewhere []ids.Application
	Page, Of  int
	Order     string
	Results   []result
}

// result is what became of one application of a batch.
type result struct {
	Application api.Application
	Says        words.Text
	Taken       bool
}

const shownAtOnce = 20

// showAlike lists the groups, or one of them.
func showAlike(v *page.Visit) error {
	groups, err := groupsOf(v)
	if err != nil {
		return err
	}
	if key := v.Form("group"); key != "" {
		return v.Show(alikeTitle, choosingPage(v, choose(v, groups, key)))
	}
	return v.Show(alikeTitle, alikePage(v, groups))
}

// groupsOf finds what differs alike among the applications that the visitor may approve alone. What two people decide about is looked at one by one.
func groupsOf(v *page.Visit) ([]alike, error) {
	query := asked(v, []string{"seller"}, append([]string{"limit", "200"}, ofReview...)...)
	query.Del("cursor")
	var found page.List[api.Application]
	if err := v.Get("/v1/applications?"+query.Encode(), &found); err != nil {
		return nil, err
	}
	certified, at := map[ids.Account]api.Account{}, map[string]int{}
	var groups []alike
	for _, a := range found.Items {
		if a.Review.SecondPerson || others(v, a.Review.ClaimedBy) {
			continue
		}
		account, known := certified[a.Account]
		if !known {
			if err := v.Get("/v1/accounts/"+url.PathEscape(string(a.Account)), &account); err != nil {
				return nil, err
			}
			certified[a.Account] = account
		}
		groups = grouped(groups, at, a, account.Certification.Name)
	}
	slices.SortStableFunc(groups, func(a, b alike) int { return cmp.Compare(len(b.Applications), len(a.Applications)) })
	return groups, nil
}

// grouped puts an application to those that are alike; at says where a group stands.
func grouped(groups []alike, at map[string]int, a api.Application, certified string) []alike {
	difference := invoice.CompareTitles(a.Title, certified)
	key := difference.Applied + "\x00" + difference.Certified + "\x00" + a.TaxpayerID
	n, known := at[key]
	if !known {
		n, at[key] = len(groups), len(groups)
		groups = append(groups, alike{
			Key: a.ID, Applied: a.Title, Certified: certified, TaxpayerID: a.TaxpayerID,
			DifferenceApplied: difference.Applied, DifferenceCertified: difference.Certified,
		})
	}
	groups[n].Applications, groups[n].Amount = append(groups[n].Applications, a), groups[n].Amount.Add(a.Total)
	return groups
}

// decideAlike turns a page of the selection, ticks all or none, or approves what is ticked, one after the other (R1).
func decideAlike(v *page.Visit) error {
	groups, err := groupsOf(v)
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
	of := map[ids.Application]api.Application{}
	for _, a := range c.Applications {
		of[a.ID] = a
	}
	for _, id := range values(v, "pick") {
		a, known := of[ids.Application(id)]
		if !known {
			a.ID = ids.Application(id)
			_ = v.Get("/v1/applications/"+url.PathEscape(id), &a) // only to say whose it is
		}
		err := v.Call(http.MethodPost, "/v1/applications/"+url.PathEscape(id)+"/approve", nil, &a)
		r := result{Application: a, Taken: err == nil}
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
		if slices.ContainsFunc(one.Applications, func(a api.Application) bool { return string(a.ID) == key || c.Ticked[a.ID] }) {
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
		slices.SortStableFunc(c.Applications, func(a, b api.Application) int { return b.Total.Cmp(a.Total) })
	case "account":
		slices.SortStableFunc(c.Applications, func(a, b api.Application) int { return cmp.Compare(a.Account, b.Account) })
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
