package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"kaipiao/client"
	"kaipiao/domain/money"
)

// The customers with whom the pages are tried, one for each situation that customers ask about: a company that has something of everything; a person
// under whose application a company's title stands, so that finance has to decide; an agent that pays for the company; and the master
// of a group with a member that it pays for.
const (
	triedCompany = "demo-company"
	triedPerson  = "demo-person"
	triedAgent   = "demo-agent"
	triedMaster  = "demo-group"
	triedMember  = "demo-member"
)

// triedAccounts is who they are.
func triedAccounts() map[string]client.AccountBody {
	company := func(name, taxpayerID, email string) client.AccountBody {
		return client.AccountBody{
			Certification: client.Certification{Type: client.CertificationTypeEnterprise, Name: name, TaxpayerID: taxpayerID},
			Region:        client.AccountBodyRegionMainland, Email: email,
		}
	}
	return map[string]client.AccountBody{
		triedCompany: company("北京甲科技有限公司", "91110108MA01A2B3CF", "fapiao@company.example"),
		triedPerson: {
			Certification: client.Certification{Type: client.CertificationTypeIndividual, Name: "韩梅梅"},
			Region:        client.AccountBodyRegionMainland, Email: "han@example.test",
		},
		triedAgent:  company("上海乙数据科技有限公司", "91110000802100433B", "fapiao@agent.example"),
		triedMaster: company("丙集团有限公司", "91110000802100433B", "fapiao@group.example"),
		triedMember: company("丙集团（深圳）软件有限公司", "91110000802100433B", "fapiao@member.example"),
	}
}

// prepareForPages leaves something to do for whoever looks at the pages after the demo: what is free, what is released tomorrow, what is outstanding,
// a vendor's order, and a review. Where the accounts are there already, somebody works with them, and they are left alone.
func prepareForPages(ctx context.Context, caller *client.Client, now time.Time) error {
	_, err := caller.GetAccountsAccountWithResponse(ctx, triedCompany)
	if err == nil || !client.IsCode(err, "not_found") {
		return err
	}
	fmt.Println("\nPreparing customers for the pages …")
	for account, body := range triedAccounts() {
		if _, err := caller.PutAccountsAccountWithResponse(ctx, account, body); err != nil {
			return err
		}
	}
	trusted := map[string]string{"account": triedMaster, "way": "trusteeship"}
	if err := caller.Call(ctx, http.MethodPut, "/v1/accounts/"+triedMember+"/master", trusted, nil); err != nil {
		return err
	}
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	if err := record(ctx, caller, []consumed{
		{id: "company-server-1", account: triedCompany, product: "云服务器", taxCode: ofServers, cash: "1000.00", paidAt: ago(6)},
		{id: "company-server-2", account: triedCompany, product: "云服务器", taxCode: ofServers, cash: "620.00", paidAt: now},
		{id: "company-server-3", account: triedCompany, product: "云数据库", taxCode: ofServers, cash: "1500.00", paidAt: ago(10)},
		{id: "company-traffic-1", account: triedCompany, product: "内容分发网络", taxCode: ofTraffic, cash: "800.00", paidAt: ago(9)},
		{id: "company-traffic-2", account: triedCompany, product: "内容分发网络", taxCode: ofTraffic, cash: "300.00", paidAt: ago(4)},
		{id: "company-image-1", account: triedCompany, seller: "isv-1", product: "镜像", taxCode: "3040201010000000000", cash: "360.00", paidAt: ago(20)},
		{id: "company-person-1", account: triedPerson, product: "云服务器", taxCode: ofServers, cash: "260.00", paidAt: ago(5)},
		{id: "company-person-2", account: triedPerson, product: "对象存储", taxCode: ofServers, cash: "480.00", paidAt: ago(4)},
		{id: "company-agent-1", account: triedCompany, payer: triedAgent, product: "对象存储", taxCode: ofServers, cash: "500.00", paidAt: ago(7)},
		{id: "company-group-1", account: triedMaster, product: "云服务器", taxCode: ofServers, cash: "1200.00", paidAt: ago(6)},
		// what a member is to its master counts from when it became one, so that it pays now, and beforehand
		{id: "company-member-1", account: triedMember, product: "云数据库", taxCode: ofServers, cash: "730.00", charge: "prepaid"},
	}); err != nil {
		return err
	}
	if err := delivered(ctx, caller, "company-image-1", ago(15)); err != nil {
		return err
	}
	if err := applyForPages(ctx, caller); err != nil {
		return err
	}
	return refundForPages(ctx, caller, now)
}

// applyForPages applies for what is issued at once, goes by post, is a vendor's, and waits for finance.
func applyForPages(ctx context.Context, caller *client.Client) error {
	for _, one := range []struct {
		account, key string
		body         map[string]any
	}{
		{triedCompany, "", map[string]any{"kind": "ordinary", "medium": "electronic", "consumptions": []string{"company-traffic-1"}}},
		{triedCompany, "-paper", map[string]any{"kind": "special", "medium": "paper", "consumptions": []string{"company-server-3"}, "address": demoAddress}},
		{triedCompany, "-vendor", map[string]any{"kind": "ordinary", "medium": "electronic", "seller": "isv-1", "amount": "360.00"}},
		{triedMaster, "", map[string]any{"kind": "ordinary", "medium": "electronic", "consumptions": []string{"company-group-1"}}},
		{triedPerson, "", map[string]any{
			"kind": "ordinary", "medium": "electronic", "amount": "260.00",
			"title": map[string]string{"title": "上海乙数据科技有限公司", "taxpayer_id": "91110000802100433B"},
		}},
	} {
		path, key := "/v1/accounts/"+one.account+"/applications", "demo-"+one.account+one.key
		if err := caller.Call(ctx, http.MethodPost, path, one.body, nil, "Idempotency-Key", key); err != nil {
			return err
		}
	}
	return nil
}

// refundForPages refunds in part what is invoiced: that is outstanding. The company can cover it with what else it consumed, the group cannot.
func refundForPages(ctx context.Context, caller *client.Client, now time.Time) error {
	var refunds []map[string]any
	for account, of := range map[string]struct{ consumption, cash string }{
		triedCompany: {"company-traffic-1", "200.00"}, triedMaster: {"company-group-1", "1000.00"},
	} {
		if err := firstIssued(ctx, caller, account); err != nil {
			return err
		}
		refunds = append(refunds, map[string]any{
			"id": "company-refund-" + account, "consumption": of.consumption, "cash": of.cash, "reason": "refund", "refunded_at": now,
		})
	}
	return caller.Call(ctx, http.MethodPost, "/v1/refunds", map[string]any{"items": refunds}, nil)
}

// demoAddress is where the papers of the demo go.
var demoAddress = client.AddressBody{Recipient: "财务部", Phone: "010-59922888", Region: "北京市海淀区", Street: "上地十街10号"}

// The tax classification codes of what is consumed.
const (
	ofServers = "3040203000000000000"
	ofTraffic = "3040201030000000000"
)

// consumed is a consumption for which cash was paid.
type consumed struct {
	id, account, seller, product, taxCode, cash string
	// seller is empty for the platform, paidAt zero for now.
	paidAt time.Time
	// charge is how it was paid, where that does not follow from the seller; payer is the agent that did.
	charge, payer string
}

func record(ctx context.Context, caller *client.Client, all []consumed) error {
	items := make([]map[string]any, len(all))
	for n, one := range all {
		seller, charge := cmp.Or(one.seller, "platform"), cmp.Or(one.charge, "postpaid")
		if seller != "platform" {
			charge = "prepaid"
		}
		if one.paidAt.IsZero() {
			one.paidAt = time.Now()
		}
		items[n] = map[string]any{
			"id": one.id, "account": one.account, "charge": charge, "seller": seller, "product": one.product, "tax_code": one.taxCode,
			"tax_rate": defaultTaxRate, "cash": money.MustParse(one.cash), "coupon": "0.00", "rebate": "0.00", "paid_at": one.paidAt,
		}
		if one.charge == "prepaid" { // and its resources are there
			items[n]["resources_created_at"] = one.paidAt
		}
		if one.payer != "" {
			items[n]["payer"] = one.payer
		}
	}
	return caller.Call(ctx, http.MethodPost, "/v1/consumptions", map[string]any{"items": items}, nil)
}

func delivered(ctx context.Context, caller *client.Client, consumption string, at time.Time) error {
	return caller.Call(ctx, http.MethodPost, "/v1/consumptions/"+consumption+"/delivered", map[string]any{"at": at}, nil)
}

// firstIssued waits until an account has its first invoice.
func firstIssued(ctx context.Context, caller *client.Client, account string) error {
	waiting, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	for {
		var issued struct{ Items []client.Invoice }
		if err := caller.Call(waiting, http.MethodGet, "/v1/accounts/"+account+"/invoices?status=issued&medium=electronic", nil, &issued); err != nil {
			return err
		}
		if len(issued.Items) > 0 {
			return nil
		}
		select {
		case <-waiting.Done():
			return fmt.Errorf("the invoice of %s is not issued: %w", account, waiting.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
}
