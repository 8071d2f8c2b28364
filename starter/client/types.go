package client

import (
	"time"

	"kaipiao/domain/money"
)

// Certification is what is known for certain about an account.
type Certification struct {
	Type       string `json:"type"`
	Name       string `json:"name,omitempty"`
	TaxpayerID string `json:"taxpayer_id,omitempty"`
}

// Account is a customer.
type Account struct {
	Certification Certification `json:"certification"`
	Region        string        `json:"region"`
	Email         string        `json:"email,omitempty"`
}

// Consumption is one paid order or bill. Amounts are in CNY including tax.
type Consumption struct {
	ID      string       `json:"id"`
	Account string       `json:"account"`
	Charge  string       `json:"charge"`
	Seller  string       `json:"seller"`
	Payer   string       `json:"payer,omitempty"`
	Product string       `json:"product"`
	TaxCode string       `json:"tax_code"`
	TaxRate string       `json:"tax_rate"`
	Cash    money.Amount `json:"cash"`
	Coupon  money.Amount `json:"coupon"`
	Rebate  money.Amount `json:"rebate"`
	PaidAt  time.Time    `json:"paid_at"`
	// ResourcesCreatedAt and DeliveredAt are nil until it happened.
	ResourcesCreatedAt *time.Time `json:"resources_created_at,omitempty"`
	DeliveredAt        *time.Time `json:"delivered_at,omitempty"`
}

// Balance is what an account may invoice.
type Balance struct {
	Available money.Amount `json:"available"`
	Reserved  money.Amount `json:"reserved"`
	Invoiced  money.Amount `json:"invoiced"`
	CanApply  bool         `json:"can_apply"`
}

// Address is where a paper invoice is sent.
type Address struct {
	Recipient string `json:"recipient"`
	Phone     string `json:"phone"`
	Region    string `json:"region"`
	Street    string `json:"street"`
}

// ApplicationRequest applies for an amount.
type ApplicationRequest struct {
	// Seller is a marketplace vendor; empty for the platform.
	Seller  string       `json:"seller,omitempty"`
	Kind    string       `json:"kind"`
	Medium  string       `json:"medium"`
	Amount  money.Amount `json:"amount"`
	Address *Address     `json:"address,omitempty"`
	Remark  string       `json:"remark,omitempty"`
}

// Application is an application with what comes of it.
type Application struct {
	ID       string `json:"id"`
	Status   string `json:"status"`
	Invoices []struct {
		ID     string       `json:"id"`
		Amount money.Amount `json:"amount"`
	} `json:"invoices"`
}

// Invoice is one invoice.
type Invoice struct {
	ID         string       `json:"id"`
	Account    string       `json:"account"`
	Status     string       `json:"status"`
	WaitingFor *string      `json:"waiting_for"`
	Kind       string       `json:"kind"`
	Medium     string       `json:"medium"`
	Amount     money.Amount `json:"amount"`
	Serial     string       `json:"serial"`
	Number     *string      `json:"number"`
	Courier    *struct {
		TrackingNumber string `json:"tracking_number"`
	} `json:"courier"`
	Files []struct {
		Format string `json:"format"`
		SHA256 string `json:"sha256"`
		Href   string `json:"href"`
	} `json:"files"`
	// Workflow is the run in Temporal that serves it.
	Workflow struct {
		ID  string `json:"id"`
		URL string `json:"url"`
	} `json:"workflow"`
	// Red are the red invoices of this one.
	Red []struct {
		Number string `json:"number"`
	} `json:"red"`
}

// Ticket is what a customer asks of finance.
type Ticket struct {
	ID        string `json:"id"`
	Status    string `json:"status"`
	Materials []struct {
		Type string `json:"type"`
		Href string `json:"href"`
	} `json:"materials"`
}
