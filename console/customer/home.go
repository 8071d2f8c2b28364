package customer

import (
	"net/url"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
)

// Home shows what can be invoiced, why not more, and when more will be (L12).
func Home(v *page.Visit) error {
	h := home{finding: findingOf(v)}
	var err error
	if h.Account, err = accountOf(v); err != nil {
		if isUnknown(err) {
			return showUnknown(v)
		}
		return err
	}
	if err := h.read(v); err != nil {
		return err
	}
	return v.Show(title, homePage(v, h))
}

type home struct {
	finding
	Account api.Account
	Balance api.Balance
	Found   recordsFound
	Vendors []vendor
	// At is the instant that is looked at; nil for now. AtTyped is how it was typed.
	At      *string
	AtWrong words.Text
}

// vendor is a marketplace vendor of whom the account has bought, with what it may invoice of that.
type vendor struct {
	api.SoldBy
	Balance api.Balance
}

func (h *home) read(v *page.Visit) (err error) {
	if err := h.readBalance(v); err != nil {
		return err
	}
	if h.Found, err = find(v, h.finding); err != nil {
		return err
	}
	if h.Seller != string(invoice.Platform) || h.Subject != "" {
		return nil
	}
	var sold struct{ Items []api.SoldBy }
	if err := v.Get(accountPath(v)+"/invoiceable/sellers", &sold); err != nil {
		return err
	}
	for _, one := range sold.Items {
		if one.Seller == invoice.Platform || len(h.Vendors) == vendorsShown {
			continue
		}
		of := vendor{SoldBy: one}
		if of.Balance, err = balanceOf(v, one.Seller); err != nil {
			return err
		}
		h.Vendors = append(h.Vendors, of)
	}
	return nil
}

// vendorsShown is how many vendors are shown with their balances.
const vendorsShown = 20

func balanceOf(v *page.Visit, seller ids.Seller) (api.Balance, error) {
	var b api.Balance
	err := v.Get(accountPath(v)+"/invoiceable?"+url.Values{"seller": {string(seller)}}.Encode(), &b)
	return b, err
}

// readBalance reads it at the instant that is asked about; one that cannot be read is said, and the present one shown.
func (h *home) readBalance(v *page.Visit) error {
	values := url.Values{"seller": {h.Seller}}
	if h.Subject != "" {
		values.Set("subject", h.Subject)
	}
	of := accountPath(v) + "/invoiceable?"
	if at := v.Form("at"); at != "" {
		h.At = &at
		asked := url.Values{"seller": {h.Seller}, "subject": values["subject"], "at": {instant(at)}}
		err := v.Get(of+asked.Encode(), &h.Balance)
		if err == nil || !v.Refused(err) {
			return err
		}
		h.AtWrong, h.At, v.Problem = v.Problem.All()[0], nil, nil
	}
	return v.Get(of+values.Encode(), &h.Balance)
}

// instant is what the API takes of a field of a browser, which is civil time in Asia/Shanghai: "2026-09-18T10:00".
func instant(typed string) string {
	if len(typed) == len("2026-09-18T10:00") {
		return typed + ":00+08:00"
	}
	return typed
}

// short is how much new consumption does not cover yet of what is outstanding, with this seller.
func (h *home) short() money.Amount {
	sum := money.Zero
	for _, code := range h.Balance.ByTaxCode {
		sum = sum.Add(code.Uncovered)
	}
	return sum
}

func (h *home) abroad() bool { return h.Account.Region != application.Mainland }

func (h *home) isVendors() bool { return h.Seller != string(invoice.Platform) }

// charged leads to the records that a term of the sum adds up.
func (h *home) charged(counts string) string {
	return "/console?" + h.query("counts", counts, "cursor", "") + "#records"
}

// formerOf says whose records are shown that are a former subject's.
func (h *home) formerOf(v *page.Visit) words.Text {
	for _, former := range h.Balance.FormerSubjects {
		if former.Subject == h.Balance.Subject {
			return formerShown.With(former.Subject, format.Day(former.Until.In(calendar.Shanghai), v.Now))
		}
	}
	return words.Text{}
}
