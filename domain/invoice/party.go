// Package invoice holds what an invoice is and what may happen to it: applications, titles, the plan of an application,
// documents, serials and the transitions of their states. It knows no database, no clock and no network.
package invoice

// Party is a seller or a buyer as printed on an invoice.
type Party struct {
	// Name is the title (抬头): the certified spelling of the name.
	Name string `json:"name" yaml:"name" doc:"The name on the invoice (名称, 抬头)." example:"北京甲科技有限公司"`
	// TaxpayerID is the unified social credit code (统一社会信用代码) or empty for a natural person.
	TaxpayerID   string `json:"taxpayer_id,omitempty" yaml:"taxpayer_id" doc:"The taxpayer number (统一社会信用代码); left out for none." example:"91110000802100433B"`
	AddressPhone string `json:"address_phone,omitempty" yaml:"address_phone" doc:"Address and phone (地址、电话); left out for none."`
	BankAccount  string `json:"bank_account,omitempty" yaml:"bank_account" doc:"Bank and account (开户行及账号); left out for none."`
}

// Address is where a paper invoice is sent.
type Address struct {
	Recipient string `json:"recipient"`
	Phone     string `json:"phone"`
	Region    string `json:"region"`
	Street    string `json:"street"`
}
