package invoice

import "kaipiao/domain/money"

// Document is what the tax provider is asked to issue: one seller, one buyer, one tax rate (A7).
type Document struct {
	// Serial identifies the request at the provider for ever; the same serial never makes a second invoice (I4).
	Serial Serial `json:"serial"`
	// ReservedNumber is the number drawn beforehand, for providers that hand out numbers in advance; otherwise empty.
	ReservedNumber string       `json:"reserved_number,omitempty"`
	Kind           Kind         `json:"kind"`
	Medium         Medium       `json:"medium"`
	Seller         Party        `json:"seller"`
	Buyer          Party        `json:"buyer"`
	Lines          []Line       `json:"lines"`
	TaxRate        money.Rate   `json:"tax_rate"`
	Net            money.Amount `json:"net"`
	Tax            money.Amount `json:"tax"`
	Gross          money.Amount `json:"gross"`
	Remark         string       `json:"remark,omitempty"`
	// Drawer is the clerk named on it (开票人).
	Drawer string `json:"drawer,omitempty"`
	// Sandbox: the sandbox issued it, and it is not valid.
	Sandbox bool `json:"sandbox,omitempty"`
}

// Line is one line of an invoice. Net + Tax = Gross on every line, and the lines add up to the document.
type Line struct {
	// Number counts from 1 within the invoice; a partial red-issue names lines by it.
	Number  int    `json:"line" doc:"The number of the line, from 1; a partial red-issue names it."`
	Product string `json:"product" doc:"What was sold (商品名称)." example:"云服务器"`
	// TaxCode is the tax classification code (税收分类编码), 19 digits.
	TaxCode string `json:"tax_code" doc:"The tax classification code (税收分类编码)." example:"3040203000000000000"`
	// Category is the short name (简称) of the tax code, with which the product is printed: frozen with the document (A12).
	Category string       `json:"category,omitempty" doc:"The short name of the tax code (简称), printed before the product." example:"信息技术服务"`
	TaxRate  money.Rate   `json:"tax_rate" doc:"The VAT rate (税率), the same on every line."`
	Gross    money.Amount `json:"gross" doc:"Amount of the line with tax, in CNY (价税合计)."`
	Net      money.Amount `json:"net" doc:"Amount of the line without tax, in CNY (金额)." example:"1000.00"`
	Tax      money.Amount `json:"tax" doc:"The tax of the line, in CNY (税额): gross less net." example:"60.00"`
}
