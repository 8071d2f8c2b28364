package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/ticket"
	"kaipiao/settings"
)

// afterwards is what comes after an invoice is issued: one is red-issued, one is voided, one is lost, and a customer abroad
// gets a pro-forma invoice. It notes what came of each.
type afterwards struct {
	settings         settings.Settings
	service, finance *client.Client
	lives            []life
	came             []cameAfter
}

// cameAfter is one line of the table: what was done about which invoice, what came of it, and the document if there is one.
type cameAfter struct{ what, account, invoice, state, document string }

// runAfterwards does it all; invoices that an earlier demo has undone are left alone.
func runAfterwards(ctx context.Context, s settings.Settings, service *client.Client, lives []life) ([]cameAfter, error) {
	finance, err := clientOf(s, access.Identity{Subject: "demo", Role: access.Finance})
	if err != nil {
		return nil, err
	}
	a := &afterwards{settings: s, service: service, finance: finance, lives: lives}
	for _, step := range []func(context.Context) error{a.redIssue, a.void, a.lose, a.proforma} {
		if err := step(ctx); err != nil {
			return a.came, err
		}
	}
	return a.came, nil
}

// pick takes an invoice on a medium in a state that nothing was done about yet.
func (a *afterwards) pick(medium invoice.Medium, status invoice.Status) (life, bool) {
	for _, l := range a.lives {
		if l.Medium != string(medium) || l.Status != client.InvoiceStatus(status) {
			continue
		}
		taken := false
		for _, c := range a.came {
			taken = taken || c.invoice == number(l)
		}
		if !taken {
			return l, true
		}
	}
	return life{}, false
}

// redIssue has an e-invoice red-issued (V1).
func (a *afterwards) redIssue(ctx context.Context) error {
	l, found := a.pick(invoice.Electronic, invoice.Issued)
	if !found {
		return nil
	}
	_, err := a.finance.PostInvoicesIDRedIssueWithResponse(ctx, l.ID, &client.PostInvoicesIDRedIssueParams{IdempotencyKey: "demo-red-" + l.ID},
		client.RedIssueBody{Reason: client.RedIssueBodyReasonError})
	if err != nil {
		return err
	}
	undone, err := a.await(ctx, l.ID, invoice.RedIssued)
	if err != nil {
		return err
	}
	a.came = append(a.came, cameAfter{"red-issue", l.Account, number(l), string(undone.Status), "red invoice " + *undone.Red[0].Number})
	return nil
}

// void has a paper invoice voided, with its original back (V3).
func (a *afterwards) void(ctx context.Context) error {
	l, found := a.pick(invoice.Paper, invoice.Delivered)
	if !found {
		return nil
	}
	opened, err := a.open(ctx, client.TicketBody{Kind: client.TicketBodyKindVoid, Invoice: l.ID, Note: "抬头有误"}, "demo-void-"+l.ID)
	if err != nil {
		return err
	}
	reason := ticket.VoidNote
	if l.Kind == string(invoice.Special) {
		reason = ticket.RejectionCertificate
	}
	for _, material := range []map[string]string{
		{"type": string(ticket.OriginalReceived), "freight": string(ticket.FreightPrepaid)}, {"type": string(reason)},
	} {
		if err := a.handIn(ctx, opened.ID, material, picture()); err != nil {
			return err
		}
	}
	if _, err := a.decide(ctx, opened.ID, "accept", a.finance); err != nil {
		return err
	}
	undone, err := a.await(ctx, l.ID, invoice.Voided)
	if err != nil {
		return err
	}
	a.came = append(a.came, cameAfter{"void", l.Account, number(l), string(undone.Status), ""})
	return nil
}

// lose has the stub of a lost paper invoice copied (V6).
func (a *afterwards) lose(ctx context.Context) error {
	l, found := a.pick(invoice.Paper, invoice.Delivered)
	if !found {
		return nil
	}
	opened, err := a.open(ctx, client.TicketBody{Kind: client.TicketBodyKindLost, Invoice: l.ID, Note: "遗失"}, "demo-lost-"+l.ID)
	if err != nil {
		return err
	}
	if err := a.handIn(ctx, opened.ID, map[string]string{"type": string(ticket.LossCertificate)}, picture()); err != nil {
		return err
	}
	if opened, err = a.decide(ctx, opened.ID, "accept", a.finance); err != nil {
		return err
	}
	file, err := a.keep(ctx, opened, ticket.StubCopyMaterial)
	a.came = append(a.came, cameAfter{"lost", l.Account, number(l), string(l.Status), file})
	return err
}

// The demo's customer abroad, who gets pro-forma invoices.
const abroad = "demo-abroad"

// proforma has a pro-forma invoice made, confirmed and sealed (A9).
func (a *afterwards) proforma(ctx context.Context) error {
	err := takeAccount(ctx, a.service, abroad, client.AccountBody{
		Certification: client.Certification{
			Type: client.CertificationTypeEnterprise, Name: "Demo Trading (Hong Kong) Ltd.", TaxpayerID: "2766113",
		},
		Region: client.AccountBodyRegionHongkong, Email: mailOf(abroad),
	})
	if err != nil {
		return err
	}
	bill := fmt.Sprintf("%s-%d", abroad, time.Now().UnixNano()) // another one for each demo: a consumption stands on one pro-forma
	_, err = a.service.PostConsumptionsWithResponse(ctx, client.PostConsumptionsRequest{Items: []client.Consumption{{
		ID: bill, Account: abroad, Charge: client.ConsumptionChargePostpaid, Seller: "platform", Product: "云服务器 Cloud server",
		TaxCode: defaultTaxCode, TaxRate: defaultTaxRate,
		Cash: money.MustParse("12800.00"), PaidAt: time.Now().AddDate(0, 0, -3).Truncate(time.Second),
	}}})
	if err != nil {
		return err
	}
	opened, err := a.open(ctx, client.TicketBody{
		Kind: client.TicketBodyKindProforma, Account: abroad, Consumptions: []string{bill}, Note: "for our records",
	}, bill)
	if err != nil {
		return err
	}
	file, err := a.keep(ctx, opened, ticket.ProformaMaterial)
	if err != nil {
		return err
	}
	customer, err := clientOf(a.settings, access.Identity{Subject: "demo", Role: access.Customer, Account: abroad})
	if err != nil {
		return err
	}
	if _, err := a.decide(ctx, opened.ID, "confirm", customer); err != nil {
		return err
	}
	if err := a.handIn(ctx, opened.ID, map[string]string{"type": string(ticket.StampedScan)}, picture()); err != nil {
		return err
	}
	sealed, err := a.finance.GetTicketsIDWithResponse(ctx, opened.ID)
	if err != nil {
		return err
	}
	a.came = append(a.came, cameAfter{"pro-forma", abroad, "", string(sealed.JSON200.Status), file})
	return nil
}

func (a *afterwards) open(ctx context.Context, body client.TicketBody, key string) (*client.Ticket, error) {
	opened, err := a.service.PostTicketsWithResponse(ctx, &client.PostTicketsParams{IdempotencyKey: key}, body)
	if err != nil {
		return nil, err
	}
	return opened.JSON201, nil
}

// decide makes the call by which somebody decides about a ticket, as the ticket's own actions name it.
func (a *afterwards) decide(ctx context.Context, opened, how string, who *client.Client) (*client.Ticket, error) {
	decided := &client.Ticket{}
	return decided, who.Call(ctx, http.MethodPost, "/v1/tickets/"+opened+"/"+how, nil, decided)
}

func (a *afterwards) handIn(ctx context.Context, opened string, fields map[string]string, content []byte) error {
	return a.finance.Upload(ctx, "/v1/tickets/"+opened+"/materials", fields, content)
}

// await waits until an invoice is in a state.
func (a *afterwards) await(ctx context.Context, id string, status invoice.Status) (*client.Invoice, error) {
	for {
		i, err := a.finance.GetInvoicesIDWithResponse(ctx, id)
		if err != nil {
			return nil, err
		}
		if i.JSON200.Status == client.InvoiceStatus(status) {
			return i.JSON200, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("invoice %s is %s, and not yet %s", id, i.JSON200.Status, status)
		case <-time.After(pollPause):
		}
	}
}

// keep leaves a document of a ticket in the demo's folder, and returns its name.
func (a *afterwards) keep(ctx context.Context, opened *client.Ticket, which ticket.MaterialType) (string, error) {
	for _, material := range opened.Materials {
		if material.Type != client.MaterialType(which) {
			continue
		}
		content, err := a.finance.Bytes(ctx, material.Href)
		if err != nil {
			return "", err
		}
		name := fmt.Sprintf("%s-%s.pdf", which, opened.ID)
		return name, os.WriteFile(filepath.Join(a.settings.RunDir, "demo", name), content, 0o600)
	}
	return "", fmt.Errorf("ticket %s has no %s", opened.ID, which)
}

// picture stands for a scan that somebody hands in.
func picture() []byte {
	var content bytes.Buffer
	if err := png.Encode(&content, image.NewGray(image.Rect(0, 0, 64, 64))); err != nil {
		panic(err) // an image in memory
	}
	return content.Bytes()
}
