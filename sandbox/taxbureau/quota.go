package taxbureau

import (
	"errors"
	"net/http"
	"regexp"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/money"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
)

// monthlyQuota is what the bureau grants a seller that nobody set another quota for, without tax, in CNY.
var monthlyQuota = money.MustParse("100000000.00")

// Session is whether the seller is logged in at the bureau.
type Session string

// The sessions.
const (
	SessionOK    Session = "ok"
	SessionLogin Session = "login"
)

// Standing is what the bureau says of a seller.
type Standing struct {
	Session Session `json:"session"`
	// Period is the month of the quota in Asia/Shanghai, "2026-09"; Total and Remaining are without tax, in CNY.
	Period    string       `json:"period"`
	Total     money.Amount `json:"total"`
	Remaining money.Amount `json:"remaining"`
}

// period is the month in which an instant lies.
func period(at time.Time) string { return calendar.DateOf(at).Month() }

// usage is where the net of a seller's documents of a month is kept; quotas are kept under the tax number alone.
func usage(seller, period string) string { return seller + "/" + period }

// standing reads a seller's quota of the month of an instant.
func standing(tx store.Tx, seller string, at time.Time) (Standing, error) {
	total, set, err := store.Get[money.Amount](tx, store.Quotas, seller)
	if err != nil {
		return Standing{}, err
	}
	if !set {
		total = monthlyQuota
	}
	used, _, err := store.Get[money.Amount](tx, store.Quotas, usage(seller, period(at)))
	return Standing{Session: SessionOK, Period: period(at), Total: total, Remaining: total.Sub(used)}, err
}

// use takes the net of a document from its seller's quota, and reports false when that is not enough.
func use(tx store.Tx, seller string, net money.Amount, at time.Time) (bool, error) {
	left, err := standing(tx, seller, at)
	if err != nil || left.Remaining.Less(net) {
		return false, err
	}
	return true, store.Put(tx, store.Quotas, usage(seller, left.Period), left.Total.Sub(left.Remaining).Add(net))
}

// Standing tells how a seller stands.
func (r *Register) Standing(seller string) (found Standing, err error) {
	err = r.store.View(func(tx store.Tx) (err error) {
		found, err = standing(tx, seller, r.now())
		return err
	})
	return found, err
}

// SetQuota grants a seller another monthly quota.
func (r *Register) SetQuota(seller string, total money.Amount) error {
	return r.store.Update(func(tx store.Tx) error { return store.Put(tx, store.Quotas, seller, total) })
}

// sellerFormat is what a tax number looks like.
var sellerFormat = regexp.MustCompile(`^[0-9A-Z]{15,20}$`)

var (
	errSeller = errors.New("seller: a tax number of 15 to 20 digits or capital letters")
	errTotal  = errors.New("total: 0.00 or more")
)

func (d *Desk) standing(w http.ResponseWriter, r *http.Request) {
	found, err := d.register.Standing(r.PathValue("seller"))
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	if d.faults.Stands(faults.Issue, faults.QuotaExhausted, "") {
		found.Remaining = money.Zero
	}
	if d.faults.Stands(faults.Issue, faults.SessionExpired, "") {
		found.Session = SessionLogin
	}
	answer(OK, found).Write(w)
}

func (d *Desk) setQuota(w http.ResponseWriter, r *http.Request) {
	var order struct {
		Seller string       `json:"seller"`
		Total  money.Amount `json:"total"`
	}
	err := jsonhttp.Read(w, r, &order)
	switch {
	case err != nil:
	case !sellerFormat.MatchString(order.Seller):
		err = errSeller
	case order.Total.IsNegative():
		err = errTotal
	}
	if err != nil {
		malformed(err).Write(w)
		return
	}
	if err := d.register.SetQuota(order.Seller, order.Total); err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	found, err := d.register.Standing(order.Seller)
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	answer(OK, found).Write(w)
}
