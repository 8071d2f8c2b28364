package nuonuo

import (
	"errors"
	"net/url"

	"kaipiao/domain/invoice"
	"kaipiao/wire"
)

var errCallback = errors.New("it is no callback of Nuonuo's")

// callbackFields are the fields that name what a callback of a kind is about: by a serial, or only by one of Nuonuo's own.
var callbackFields = map[string]struct{ serial, own string }{
	"callback":           {serial: "orderno"},
	"invoiceApply":       {serial: "orderno", own: "invoiceId"},
	"invoiceInvalid":     {serial: "orderno", own: "fpqqlsh"},
	"invoiceRedCallback": {serial: "billNo"},
	"redConfirmCallback": {serial: "billId"},
}

// ReadCallback reads the form by which Nuonuo says that something has happened. Nobody signs it: it is a hint to ask, and nothing more. The
// serial is ours, or the number of a form that others entered, and empty where only Nuonuo's own is said; the number is that of the document,
// where it is said.
func ReadCallback(form url.Values) (serial invoice.Serial, number string, err error) {
	fields, known := callbackFields[form.Get("operater")]
	content, err := wire.ReadObject([]byte(form.Get("content")))
	if err != nil || !known {
		return "", "", errCallback
	}
	for _, said := range []string{content.String("c_orderno"), content.String("billId"), content.String("orderNo"), form.Get(fields.serial)} {
		if candidate := invoice.Serial(said); candidate.Ours() || (serial == "" && said != "") {
			serial = candidate
		}
	}
	for _, said := range []string{content.String("c_fphm"), content.String("allElectronicInvoiceNumber")} {
		if numberFormat.MatchString(said) {
			number = said
		}
	}
	if serial == "" && form.Get(fields.own) == "" && content.Text("c_fpqqlsh") == "" {
		return "", "", errCallback
	}
	return serial, number, nil
}
