// Package invoice holds what an invoice is and what may happen to it: applications, titles, the plan of an application,
// documents, serials and the transitions of their states. It knows no database, no clock and no network.
package invoice

// Party is a seller or a buyer as printed on an invoice.
type Party struct {
	// Name is the title (抬头): the certified spelling of the name.
	Name string `json:"name" yaml:"name"`
	// TaxpayerID is the unified social credit code (统一社会信用代码) or empty for a natural person.
	TaxpayerID   string `json:"taxpayer_id,omitempty" yaml:"taxpayer_id"`
	AddressPhone string `json:"address_phone,omitempty" yaml:"address_phone"`
	BankAccount  string `json:"bank_account,omitempty" yaml:"bank_account"`
}

// Address is where a paper invoice is sent.
type Address struct {
	Recipient string `json:"recipient"`
	Phone     string `json:"phone"`
	Region    string `json:"region"`
	Street    string `json:"street"`
}
