package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"kaipiao/client"
	"kaipiao/domain/money"
)

// The customers with whom the pages are tried: a company that has something of everything, and a person under whose application a company's title
// stands, so that finance has to decide.
const (
	triedCompany = "demo-company"
	triedPerson  = "demo-person"
)

// prepareForPages leaves something to do for whoever looks at the pages after the demo: what is free, what is released tomorrow, what is outstanding,
// a vendor's order, and a review. Where the accounts are there already, somebody works with them, and they are left alone.
func prepareForPages(ctx context.Context, caller *client.Client, now time.Time) error {
	_, err := caller.GetAccountsAccountWithResponse(ctx, triedCompany)
	if err == nil || !client.IsCode(err, "not_found") {
		return err
	}
	fmt.Println("\nPreparing customers for the pages …")
	for account, body := range map[string]client.AccountBody{
		triedCompany: {
			Certification: client.Certification{Type: client.CertificationTypeEnterprise, Name: "北京甲科技有限公司", TaxpayerID: "91110108MA01A2B3CF"},
			Region:        client.AccountBodyRegionMainland, Email: "fapiao@company.example",
		},
		triedPerson: {
			Certification: client.Certification{Type: client.CertificationTypeIndividual, Name: "韩梅梅"},
			Region:        client.AccountBodyRegionMainland, Email: "han@example.test",
		},
	} {
		if _, err := caller.PutAccountsAccountWithResponse(ctx, account, body); err != nil {
			return err
		}
	}
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	if err := record(ctx, caller, []consumed{
		{"company-server-1", triedCompany, "platform", "云服务器", "3040203000000000000", "1000.00", ago(6)},
		{"company-server-2", triedCompany, "platform", "云服务器", "3040203000000000000", "620.00", now},
		{"company-traffic-1", triedCompany, "platform", "内容分发网络", "3040201030000000000", "800.00", ago(9)},
		{"company-traffic-2", triedCompany, "platform", "内容分发网络", "3040201030000000000", "300.00", ago(4)},
		{"company-image-1", triedCompany, "isv-1", "镜像", "3040201010000000000", "360.00", ago(20)},
		{"company-person-1", triedPerson, "platform", "云服务器", "3040203000000000000", "260.00", ago(5)},
	}); err != nil {
		return err
	}
	if err := delivered(ctx, caller, "company-image-1", ago(15)); err != nil {
		return err
	}
	for key, application := range map[string]map[string]any{
		triedCompany:             {"kind": "ordinary", "medium": "electronic", "consumptions": []string{"company-traffic-1"}},
		triedCompany + "-vendor": {"kind": "ordinary", "medium": "electronic", "seller": "isv-1", "amount": "360.00"},
		triedPerson: {
			"kind": "ordinary", "medium": "electronic", "amount": "260.00",
			"title": map[string]string{"title": "上海乙数据科技有限公司", "taxpayer_id": "91110000802100433B"},
		},
	} {
		if err := applyAs(ctx, caller, key, application); err != nil {
			return err
		}
	}
	if err := firstIssued(ctx, caller); err != nil {
		return err
	}
	// What is invoiced is refunded in part: that is outstanding.
	return caller.Call(ctx, http.MethodPost, "/v1/refunds", map[string]any{"items": []map[string]any{{
		"id": "company-refund-1", "consumption": "company-traffic-1", "cash": "500.00", "reason": "refund", "refunded_at": now,
	}}}, nil)
}

// consumed is a consumption for which cash was paid.
type consumed struct {
	id, account, seller, product, taxCode, cash string
	paidAt                                      time.Time
}

func record(ctx context.Context, caller *client.Client, all []consumed) error {
	items := make([]map[string]any, len(all))
	for n, one := range all {
		charge := "postpaid"
		if one.seller != "platform" {
			charge = "prepaid"
		}
		items[n] = map[string]any{
			"id": one.id, "account": one.account, "charge": charge, "seller": one.seller, "product": one.product, "tax_code": one.taxCode,
			"tax_rate": defaultTaxRate, "cash": money.MustParse(one.cash), "coupon": "0.00", "rebate": "0.00", "paid_at": one.paidAt,
		}
	}
	return caller.Call(ctx, http.MethodPost, "/v1/consumptions", map[string]any{"items": items}, nil)
}

func delivered(ctx context.Context, caller *client.Client, consumption string, at time.Time) error {
	return caller.Call(ctx, http.MethodPost, "/v1/consumptions/"+consumption+"/delivered", map[string]any{"at": at}, nil)
}

// applyAs submits for the account with which the key begins.
func applyAs(ctx context.Context, caller *client.Client, key string, application map[string]any) error {
	account := triedCompany
	if key == triedPerson {
		account = triedPerson
	}
	return caller.Call(ctx, http.MethodPost, "/v1/accounts/"+account+"/applications", application, nil, "Idempotency-Key", "demo-"+key)
}

// firstIssued waits until the company has its first invoice.
func firstIssued(ctx context.Context, caller *client.Client) error {
	waiting, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	for {
		var issued struct{ Items []client.Invoice }
		if err := caller.Call(waiting, http.MethodGet, "/v1/accounts/"+triedCompany+"/invoices?status=issued", nil, &issued); err != nil {
			return err
		}
		if len(issued.Items) > 0 {
			return nil
		}
		select {
		case <-waiting.Done():
			return fmt.Errorf("the invoice of %s is not issued: %w", triedCompany, waiting.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
}
