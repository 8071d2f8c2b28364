package console

import (
	"net/http"

	"kaipiao/console/door"
	"kaipiao/console/page"
)

// visitor is whom the door has let in, with the account that is looked at: a customer's own, or one of its group (A13).
func visitor(accounts door.Accounts) func(*http.Request) page.Visitor {
	return func(r *http.Request) page.Visitor {
		session, there := door.SessionOf(r.Context())
		if !there {
			return page.Visitor{}
		}
		v := page.Visitor{Who: session.Who, Account: session.Who.Account, Name: session.Who.Subject, CSRF: session.Token()}
		if session.ActingFor != "" {
			v.Account = session.ActingFor
		}
		if kept, there := door.KeptOf(r.Context()); there {
			v.Kept, v.KeptFor = kept.Fields, kept.Target
		}
		if accounts != nil && v.Account != "" {
			// Without the list nobody can switch; the page itself needs it not.
			v.Accounts, _ = accounts.ActsFor(r.Context(), session.Who.Account)
		}
		return v
	}
}
