package customer

import (
	"net/http"
	"slices"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
)

// detailing is what the second step shows.
type detailing struct {
	Draft     draft
	Account   api.Account
	Titles    []api.Title
	Addresses []api.Address
	Remark    int
	// Refused says of each kind and medium why the account cannot have it, as the API judges it.
	Refused map[[2]string]api.Reason
	Doctor  *api.TitleCheck
	// Unread is why the title cannot be looked at.
	Unread  words.Text
	Blocked []page.Reason
}

func detailsPage(v *page.Visit) error {
	d, err := drafted(v)
	if err != nil {
		return err
	}
	if d.Key == "" {
		return v.Go("/console/apply")
	}
	return showDetails(v, d, nil)
}

func showDetails(v *page.Visit, d draft, blocked []page.Reason) error {
	s := detailing{Draft: d, Blocked: blocked}
	if err := s.read(v); err != nil {
		return err
	}
	s.choose()
	if err := s.examine(v); err != nil {
		return err
	}
	status := v.Status()
	if len(blocked) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.ShowAs(status, stepTitle(2), detailsStep(v, s))
}

func (s *detailing) read(v *page.Visit) error {
	var err error
	if s.Account, err = accountOf(v); err != nil {
		return err
	}
	var titles page.List[api.Title]
	if err := v.Get(accountPath(v)+"/titles?limit=100", &titles); err != nil {
		return err
	}
	var addresses page.List[api.Address]
	if err := v.Get(accountPath(v)+"/addresses?limit=100", &addresses); err != nil {
		return err
	}
	s.Titles, s.Addresses = titles.Items, addresses.Items
	var p policy.Policy
	if err := v.Get("/v1/policy", &p); err != nil {
		return err
	}
	s.Remark = p.Limits.Remark
	return s.offered(v)
}

// kinds and media, as the page offers them.
var (
	kinds = []invoice.Kind{invoice.Ordinary, invoice.Special}
	media = []invoice.Medium{invoice.Electronic, invoice.Paper}
)

// ofKind are the refusals of a kind or a medium.
var ofKind = []string{string(refusal.SpecialPaperOnly), string(refusal.SpecialNotForType), string(refusal.KindNotOffered)}

// offered asks the API for each kind and medium whether the account may have it.
func (s *detailing) offered(v *page.Visit) error {
	s.Refused = map[[2]string]api.Reason{}
	for _, kind := range kinds {
		for _, medium := range media {
			f := form{Seller: s.Draft.Seller, Kind: string(kind), Medium: string(medium), Amount: "0.01", Title: certified}
			foreseen, err := preview(v, &f, s.Account.Certification)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(foreseen.Blocked, func(r api.Reason) bool { return slices.Contains(ofKind, r.Code) })
			if at >= 0 {
				s.Refused[[2]string{string(kind), string(medium)}] = foreseen.Blocked[at]
			}
		}
	}
	return nil
}

// choose begins with the default ones of what is saved.
func (s *detailing) choose() {
	f := &s.Draft.form
	if f.Title == "" {
		f.Title = certified
		for _, one := range s.Titles {
			if one.Default {
				f.Title = string(one.ID)
			}
		}
	}
	if f.Address == "" {
		f.Address = fresh
		for _, one := range s.Addresses {
			if one.Default || f.Address == fresh {
				f.Address = string(one.ID)
			}
		}
	}
	if f.Email == "" {
		f.Email = s.Account.Email
	}
}

// whyOf says why a kind, or a medium of the chosen kind, is greyed; nothing where it is not.
func (s *detailing) whyOf(kind string, mediums ...invoice.Medium) words.Text {
	var last words.Text
	for _, medium := range mediums {
		reason, refused := s.Refused[[2]string{kind, string(medium)}]
		if !refused {
			return words.Text{}
		}
		last = words.Text{ZH: reason.MessageZH, EN: reason.Message}
		if step := next(reason); !step.Next.IsZero() && step.To == "" {
			last = words.Joined("", " ", last, step.Next)
		}
	}
	return last
}

// examine has the title looked at.
func (s *detailing) examine(v *page.Visit) error {
	check := object{"title": s.Account.Certification.Name, "taxpayer_id": s.Account.Certification.TaxpayerID, "kind": s.Draft.Kind, "medium": s.Draft.Medium}
	switch f := s.Draft.form; f.Title {
	case certified:
	case fresh:
		check["title"], check["taxpayer_id"] = f.Name, f.TaxpayerID
	default:
		at := slices.IndexFunc(s.Titles, func(t api.Title) bool { return string(t.ID) == f.Title })
		if at < 0 {
			return nil
		}
		check["title"], check["taxpayer_id"] = s.Titles[at].Title, s.Titles[at].TaxpayerID
	}
	if check["title"] == "" {
		return nil
	}
	var found api.TitleCheck
	err := v.Call(http.MethodPost, accountPath(v)+"/titles/check", withoutEmpty(check), &found)
	if err == nil {
		s.Doctor = &found
		return nil
	}
	problem := page.ProblemOf(err)
	if problem.Status >= http.StatusInternalServerError {
		return err
	}
	if v.Problem == nil { // otherwise the form says it already
		s.Unread = problem.All()[0]
	}
	return nil
}

// detailFields are the fields of the second step.
func detailFields(v *page.Visit) func(*form) {
	return func(f *form) {
		for name, field := range map[string]*string{
			"kind": &f.Kind, "medium": &f.Medium, "title": &f.Title, "name": &f.Name, "taxpayer_id": &f.TaxpayerID, "address_phone": &f.AddressPhone,
			"bank_account": &f.BankAccount, "address": &f.Address, "recipient": &f.Recipient, "phone": &f.Phone, "region": &f.Region, "street": &f.Street,
			"email": &f.Email, "remark": &f.Remark,
		} {
			if v.R.Form.Has(name) {
				*field = typed(v, name)
			}
		}
		f.Keep = v.Form("keep") != ""
	}
}

// takeDetails keeps the second step, and goes on where nothing is in the way.
func takeDetails(v *page.Visit) error {
	if err := v.R.ParseForm(); err != nil {
		return &api.Problem{Status: http.StatusBadRequest, Code: "invalid_request", Detail: unreadable.EN, DetailZH: unreadable.ZH}
	}
	d, err := changed(v, detailFields(v))
	if err != nil {
		return err
	}
	if v.Form("do") != "next" {
		return v.Go("/console/apply/details")
	}
	of, err := accountOf(v)
	if err != nil {
		return err
	}
	foreseen, err := preview(v, &d.form, of.Certification)
	switch {
	case err != nil && !v.Refused(err):
		return err
	case err != nil:
		return showDetails(v, d, nil)
	case len(foreseen.Blocked) > 0:
		return showDetails(v, d, choiceReasons(foreseen.Blocked))
	default:
		return v.Go("/console/apply/confirm")
	}
}
