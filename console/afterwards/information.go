package afterwards

import (
	"net/http"
	"net/url"
	"strings"

	"kaipiao/api"
	"kaipiao/console/format"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
)

type information struct {
	Account   api.Account
	Titles    []checkedTitle
	Addresses []api.Address
}

// checkedTitle is a saved title with what there is to say of it.
type checkedTitle struct {
	api.Title
	Check api.TitleCheck
}

// mostSaved is how many titles and addresses are shown.
const mostSaved = "100"

// showInformation shows titles, addresses and recipients (desk.md 3.7).
func showInformation(v *page.Visit) error {
	i := information{}
	if err := v.Get(account(v), &i.Account); err != nil {
		return err
	}
	var titles page.List[api.Title]
	if err := v.Get(account(v)+"/titles?limit="+mostSaved, &titles); err != nil {
		return err
	}
	for _, one := range titles.Items {
		checked := checkedTitle{Title: one}
		if err := checkTitle(v, one.TitleBody, &checked.Check); err != nil && !isRefusal(err) {
			return err
		}
		i.Titles = append(i.Titles, checked)
	}
	var addresses page.List[api.Address]
	if err := v.Get(account(v)+"/addresses?limit="+mostSaved, &addresses); err != nil {
		return err
	}
	i.Addresses = addresses.Items
	return v.ShowAs(v.Status(), infoTitle, informationPage(v, i))
}

// isRefusal: what the title doctor refuses outright is said where the title is saved.
func isRefusal(err error) bool {
	status := page.ProblemOf(err).Status
	return status == http.StatusUnprocessableEntity || status == http.StatusBadRequest || status == http.StatusConflict
}

// checkTitle has a title looked at as it would be applied for with an ordinary e-invoice (A4).
func checkTitle(v *page.Visit, title api.TitleBody, into *api.TitleCheck) error {
	return v.Call(http.MethodPost, account(v)+"/titles/check", map[string]string{
		"title": title.Title, "taxpayer_id": title.TaxpayerID, "kind": string(invoice.Ordinary), "medium": string(invoice.Electronic),
	}, into)
}

// editTitle shows a title to be changed, or a new one.
func editTitle(v *page.Visit) error {
	var title api.Title
	if id := v.Path("id"); id != "" {
		if err := v.Get(account(v)+"/titles/"+url.PathEscape(id), &title); err != nil {
			return err
		}
	}
	return titleForm(v, title)
}

func titleForm(v *page.Visit, title api.Title) error {
	var check api.TitleCheck
	if title.Title != "" && v.R.Method == http.MethodPost {
		if err := checkTitle(v, title.TitleBody, &check); err != nil && !isRefusal(err) {
			return err
		}
	}
	return v.ShowAs(v.Status(), infoTitles, titlePage(v, title, check))
}

// saveTitle saves what was typed, or only has it looked at.
func saveTitle(v *page.Visit) error {
	title := typedTitle(v)
	if v.Form("do") == "check" {
		return titleForm(v, title)
	}
	method, path := http.MethodPost, account(v)+"/titles"
	if title.ID != "" {
		method, path = http.MethodPut, path+"/"+url.PathEscape(string(title.ID))
	}
	if err := v.Call(method, path, title.SavedTitleBody, nil); err != nil {
		if v.Refused(err) {
			return titleForm(v, title)
		}
		return err
	}
	return v.Go(after("/console/information", "saved"))
}

// deleteSaved forgets a saved title or address.
func deleteSaved(kind string) page.Room {
	return func(v *page.Visit) error {
		if err := v.Call(http.MethodDelete, account(v)+"/"+kind+"/"+url.PathEscape(v.Path("id")), nil, nil); err != nil {
			return err
		}
		return v.Go(after("/console/information", "deleted"))
	}
}

func defaultTitle(v *page.Visit) error {
	var title api.Title
	path := account(v) + "/titles/" + url.PathEscape(v.Path("id"))
	if err := v.Get(path, &title); err != nil {
		return err
	}
	title.Default = true
	return savedOrShown(v, v.Call(http.MethodPut, path, title.SavedTitleBody, nil))
}

func defaultAddress(v *page.Visit) error {
	var address api.Address
	path := account(v) + "/addresses/" + url.PathEscape(v.Path("id"))
	if err := v.Get(path, &address); err != nil {
		return err
	}
	address.Default = true
	return savedOrShown(v, v.Call(http.MethodPut, path, address.SavedAddressBody, nil))
}

func savedOrShown(v *page.Visit, err error) error {
	switch {
	case err == nil:
		return v.Go(after("/console/information", "saved"))
	case v.Refused(err):
		return showInformation(v)
	default:
		return err
	}
}

func editAddress(v *page.Visit) error {
	var address api.Address
	if id := v.Path("id"); id != "" {
		if err := v.Get(account(v)+"/addresses/"+url.PathEscape(id), &address); err != nil {
			return err
		}
	}
	return v.Show(infoAddresses, addressPage(v, address))
}

func saveAddress(v *page.Visit) error {
	address := typedAddress(v)
	method, path := http.MethodPost, account(v)+"/addresses"
	if address.ID != "" {
		method, path = http.MethodPut, path+"/"+url.PathEscape(string(address.ID))
	}
	if err := v.Call(method, path, address.SavedAddressBody, nil); err != nil {
		if v.Refused(err) {
			return v.ShowAs(v.Status(), infoAddresses, addressPage(v, address))
		}
		return err
	}
	return v.Go(after("/console/information", "saved"))
}

// saveRecipients takes addresses with commas of either width, blanks or lines between.
func saveRecipients(v *page.Visit) error {
	typed := strings.FieldsFunc(v.Form("email"), func(r rune) bool { return strings.ContainsRune(",，;；、 \t\r\n", r) })
	return savedOrShown(v, v.Call(http.MethodPut, account(v)+"/recipients", map[string]string{"email": strings.Join(typed, ",")}, nil))
}

// conclusionWords say how a title would go.
func conclusionWords(v *page.Visit, c api.TitleCheck) words.Text {
	switch {
	case c.Conclusion == "automatic":
		return infoAutomatic
	case c.Conclusion == "manual" && c.DueAt != nil:
		return infoManual.With(format.By(*c.DueAt, v.Now, c.Provisional))
	case c.Conclusion == "manual":
		return infoManualNoDate
	default:
		return infoRefused
	}
}

func typedTitle(v *page.Visit) api.Title {
	var title api.Title
	title.ID = ids.Title(v.Path("id"))
	title.Title, title.TaxpayerID, title.AddressPhone, title.BankAccount = v.Form("title"), v.Form("taxpayer_id"), v.Form("address_phone"), v.Form("bank_account")
	title.Default = v.Form("default") != ""
	return title
}

func typedAddress(v *page.Visit) api.Address {
	var address api.Address
	address.ID = ids.Address(v.Path("id"))
	address.Recipient, address.Phone, address.Region, address.Street = v.Form("recipient"), v.Form("phone"), v.Form("region"), v.Form("street")
	address.Default = v.Form("default") != ""
	return address
}

// savedAt is where a form of a saved title or address is handed in.
func savedAt(kind, id string) string {
	if id == "" {
		return "/console/information/" + kind
	}
	return "/console/information/" + kind + "/" + url.PathEscape(id)
}

// recipientsTyped keeps what was typed where it was refused.
func recipientsTyped(v *page.Visit, a api.Account) string {
	if v.Problem != nil {
		return v.Form("email")
	}
	return a.Email
}
