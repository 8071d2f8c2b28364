package openid

import (
	"encoding/json"
	"slices"
	"strings"
)

// Person is somebody who can sign in at the embedded stack, without a password: there is nothing real to be seen.
type Person struct {
	// Name is the subject of its tokens.
	Name             string
	English, Chinese string
	// Group is what gives its role, and for finance its permission.
	Group           string
	Account, Vendor string
}

// People are one for each role, for finance one for each permission, and customers in each situation that the demo has prepared.
func People() []Person {
	return slices.Clone([]Person{
		{Name: "reviewer", English: "Reviewer of applications", Chinese: "审核员", Group: "finance-reviewer"},
		{Name: "approver", English: "Approver of large amounts", Chinese: "大额复核员", Group: "finance-approver"},
		{Name: "print-desk", English: "Print desk", Chinese: "打印寄送岗", Group: "finance-print-desk"},
		{Name: "ticket-desk", English: "Ticket desk", Chinese: "工单客服", Group: "finance-ticket-desk"},
		{Name: "keeper", English: "Keeper of sellers", Chinese: "开票主体管理员", Group: "finance-seller-keeper"},
		{Name: "reader", English: "Reader in finance", Chinese: "财务只读", Group: "finance-reader"},
		{Name: "admin", English: "Administrator", Chinese: "系统管理员", Group: "finance-administrator"},
		{Name: "customer", English: "Customer of the demo", Chinese: "演示客户", Group: "customers", Account: "demo-company"},
		{Name: "person", English: "Private customer", Chinese: "个人客户", Group: "customers", Account: "demo-person"},
		{Name: "abroad", English: "Customer abroad", Chinese: "境外客户", Group: "customers", Account: "demo-abroad"},
		{Name: "agent", English: "Agent who pays for a customer", Chinese: "代理商", Group: "customers", Account: "demo-agent"},
		{Name: "master", English: "Master of a group", Chinese: "集团主账号", Group: "customers", Account: "demo-group"},
		{Name: "acme", English: "Customer of the tour (acme)", Chinese: "示例客户（acme）", Group: "customers", Account: "acme"},
		{Name: "vendor", English: "Marketplace vendor (isv-1)", Chinese: "云市场服务商（isv-1）", Group: "vendors", Vendor: "isv-1"},
		{Name: "auditor", English: "Auditor", Chinese: "审计员", Group: "auditors"},
	})
}

// PeopleFile names them for the sign-in page of the console, with the role that each will have.
func PeopleFile() ([]byte, error) {
	type shown struct {
		Name    string `json:"name"`
		Role    string `json:"role"`
		English string `json:"english"`
		Chinese string `json:"chinese"`
	}
	var all []shown
	for _, person := range People() {
		group, _, _ := strings.Cut(person.Group, "-")
		all = append(all, shown{person.Name, strings.TrimSuffix(group, "s"), person.English, person.Chinese})
	}
	return json.MarshalIndent(all, "", "  ")
}

// StackClaims is how the embedded stack's tokens say who somebody is.
func StackClaims(p Person) map[string]any {
	claims := map[string]any{}
	if p.Group != "" {
		claims["groups"] = []string{p.Group}
	}
	if p.Account != "" {
		claims["account"] = p.Account
	}
	if p.Vendor != "" {
		claims["vendor"] = p.Vendor
	}
	return claims
}
