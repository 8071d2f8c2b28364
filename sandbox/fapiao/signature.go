package fapiao

import (
	"strings"
	"time"
)

// signature is the bureau's over the data file. Only the bureau can sign, so its value says that there is no signature.
type signature struct {
	Reference reference `xml:"Reference"`
	Algorithm string    `xml:"SignatureAlgorithm"`
	Format    string    `xml:"SignatureFormat"`
	At        string    `xml:"SignatureTime"`
	Value     string    `xml:"SignatureValue"`
	Key       string    `xml:"KeyInfo"`
}

type reference struct {
	URI string `xml:"URI,attr"`
}

// NoSignature stands where the bureau's signature would: in the alphabet of one, and plainly none.
const NoSignature = "SANDBOX/NOT/A/VALID/SIGNATURE///"

// sm2WithSM3 is the algorithm of the bureau's signatures, as an object identifier.
const sm2WithSM3 = "1.2.156.10197.1.501"

// signedParts are what a signature is over. They are spelt otherwise than the elements, as in the bureau's files.
var signedParts = []string{
	"/Einvoice/Header", "/Einvoice/EinvoiceData", "/Einvoice/SellerAuthentication", "/Einvoice/TaxSupervisionInfo",
	"/Einvoice/TaxBureauSignature/SignatureTime",
}

func signedAt(at time.Time) signature {
	return signature{
		Reference: reference{strings.Join(signedParts, "|")}, Algorithm: sm2WithSM3, Format: "DETACH", At: at.Format(time.DateTime), Value: NoSignature,
	}
}
