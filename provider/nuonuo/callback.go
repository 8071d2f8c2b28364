package nuonuo

import (
	"cmp"
	"errors"
	"net/url"

	"kaipiao/domain/invoice"
	"kaipiao/wire"
)

// Callback says that something has happened. Nobody signs it: it is a hint to ask, and nothing more.
type Callback struct {
	// Serial is ours, or the number of a form that others entered; it is empty where only Nuonuo's own is said.
	Serial invoice.Serial
	// Number is that of the document, where it is said.
	Number string
	// Nuonuo is its own serial of the order.
	Nuonuo string
}

var errCallback = errors.New("it is no callback of Nuonuo's")

// callbackForms are the fields that name what a callback of a kind is about.
var callbackForms = map[string]struct{ serial, nuonuo string }{
	"callback":           {serial: "orderno"},
	"invoiceApply":       {serial: "orderno", nuonuo: "invoiceId"},
	"invoiceInvalid":     {serial: "orderno", nuonuo: "fpqqlsh"},
	"invoiceRedCallback": {serial: "billNo"},
	"redConfirmCallback": {serial: "billId"},
}

// ReadCallback reads the form of a callback.
func ReadCallback(form url.Values) (Callback, error) {
	fields, known := callbackForms[form.Get("operater")]
	content, err := wire.ReadObject([]byte(form.Get("content")))
	if err != nil || !known {
		return Callback{}, errCallback
	}
	read := Callback{Nuonuo: cmp.Or(form.Get(fields.nuonuo), content.String("c_fpqqlsh"))}
	for _, candidate := range []string{content.String("c_orderno"), content.String("billId"), content.String("orderNo"), form.Get(fields.serial)} {
		if serial := invoice.Serial(candidate); serial.Ours() || (read.Serial == "" && candidate != "") {
			read.Serial = serial
		}
	}
	for _, candidate := range []string{content.String("c_fphm"), content.String("allElectronicInvoiceNumber")} {
		if numberFormat.MatchString(candidate) {
			read.Number = candidate
		}
	}
	if read.Serial == "" && read.Nuonuo == "" {
		return Callback{}, errCallback
	}
	return read, nil
}

// ReadHint reads about which serial and which document a callback is.
func ReadHint(form url.Values) (serial invoice.Serial, number string, err error) {
	said, err := ReadCallback(form)
	return said.Serial, said.Number, err
}
