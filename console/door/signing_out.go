package door

import (
	"net/http"
)

// signOut ends the session here, or all of this person where the form says so, and then the one at the issuer, where that has a page for it.
func (d *Door) signOut(w http.ResponseWriter, r *http.Request) {
	session, _ := SessionOf(r.Context())
	err := d.Sessions.End(r.Context(), session, d.Now())
	if err == nil && r.PostForm.Get("everywhere") != "" {
		_, err = d.Sessions.EndAllOf(r.Context(), session.Who.Subject, session.Who.Actor(), d.Now())
	}
	if err != nil {
		d.fail(w, r, err)
		return
	}
	d.unset(w, "")
	d.unset(w, keptSuffix)
	w.Header().Set("Clear-Site-Data", `"cache"`)
	where := ""
	if issuer, there := d.issuers[session.Issuer]; there {
		where = issuer.SignOut(r.Context(), d.base.String()+signInPath, d.Now())
	}
	if where == "" {
		where = signInPath + "?why=signed_out"
	}
	http.Redirect(w, r, where, http.StatusSeeOther)
}
