package main

import (
	"context"
	"fmt"
	"strings"

	"kaipiao/client"
)

// ofTheSample is how the ids of the generated sample's accounts begin; `starter import --sample` makes them without an address.
const ofTheSample = "demo-"

// mailOf is the address by which the demo knows its own accounts again. An account's id may be longer than what may stand before an @.
func mailOf(account string) string { return "demo+" + inventedTaxpayerID(account) + "@example.test" }

// takeForDemo makes an account of the demo's: a company with an invented name and a taxpayer number that could be one. An account that is
// there already and is not the demo's is left alone, and ends the demo before it has changed anything: somebody else works with it (P9).
func takeForDemo(ctx context.Context, caller *client.Client, account, name string) error {
	if !strings.HasSuffix(name, "公司") {
		name += "（演示）有限公司"
	}
	return takeAccount(ctx, caller, account, client.AccountBody{
		Certification: client.Certification{Type: client.CertificationTypeEnterprise, Name: name, TaxpayerID: inventedTaxpayerID(account)},
		Region:        client.AccountBodyRegionMainland, Email: mailOf(account),
	})
}

func takeAccount(ctx context.Context, caller *client.Client, id string, as client.AccountBody) error {
	there, err := caller.GetAccountsAccountWithResponse(ctx, id)
	switch {
	case client.IsCode(err, "not_found"):
	case err != nil:
		return err
	case there.JSON200.Email != mailOf(id) && (there.JSON200.Email != "" || !strings.HasPrefix(id, ofTheSample)):
		return fmt.Errorf("the account %s is there already, and is not the demo's, which touches its own accounts only: "+
			"import these bills with `starter import`, or run the demo on a stack of its own (KAIPIAO_RUN_DIR)", id)
	}
	_, err = caller.PutAccountsAccountWithResponse(ctx, id, as)
	return err
}
