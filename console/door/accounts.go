package door

import (
	"context"
	"net/http"
	"slices"

	"kaipiao/access"
	"kaipiao/domain/ids"
)

// switchAccount has a customer act for another account of its group (A13).
func (d *Door) switchAccount(w http.ResponseWriter, r *http.Request) {
	session, _ := SessionOf(r.Context())
	wanted := ids.Account(r.PostForm.Get("account"))
	may, err := d.actsFor(r.Context(), session.Who, wanted)
	switch {
	case err != nil:
		d.fail(w, r, err)
		return
	case !may:
		d.refuse(w, r, http.StatusForbidden, notYours)
		return
	}
	if err := d.Sessions.Switch(r.Context(), session, wanted); err != nil {
		d.fail(w, r, err)
		return
	}
	http.Redirect(w, r, LocalPath(r.PostForm.Get("return_to")), http.StatusSeeOther) //nolint:gosec // a path of ours, whatever was sent
}

// actsFor reports whether somebody may act for an account: a customer for its own, and for those that its group gives it.
func (d *Door) actsFor(ctx context.Context, who access.Identity, account ids.Account) (bool, error) {
	if who.Role != access.Customer || account == "" {
		return false, nil
	}
	if account == who.Account {
		return true, nil
	}
	if d.Accounts == nil {
		return false, nil
	}
	given, err := d.Accounts.ActsFor(ctx, who.Account)
	return slices.Contains(given, account), err
}
