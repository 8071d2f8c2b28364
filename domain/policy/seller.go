package policy

import (
	"errors"

	"kaipiao/domain/invoice"
)

// Seller is the platform's own company (A10).
type Seller struct {
	invoice.Party `yaml:",inline"`
	// NameEN and AddressEN stand on pro-forma invoices, which go abroad (A9); they may be empty.
	NameEN    string `yaml:"name_en" json:"name_en,omitempty" doc:"The English name, for pro-forma invoices (A9); left out for none."`
	AddressEN string `yaml:"address_en" json:"address_en,omitempty" doc:"The English address, for pro-forma invoices (A9); left out for none."`
	// Drawer is the clerk named on invoices (开票人).
	Drawer string `yaml:"drawer" json:"drawer" doc:"The clerk named on invoices (开票人)." example:"系统开票"`
}

// drawnBySystem is the drawer where nobody is named: no clerk draws, the system does.
const drawnBySystem = "系统开票"

// Returns is where customers send originals back to (V3).
type Returns struct {
	Address   string `yaml:"address" json:"address" doc:"Where originals are sent back to (退票地址)."`
	Recipient string `yaml:"recipient" json:"recipient" doc:"Who takes originals that come back (收件人)."`
	Phone     string `yaml:"phone" json:"phone" doc:"The phone number of that recipient (联系电话)." example:"010-58003107"`
}

// defaultSeller and defaultReturns are those of the published rules: another company's. They are for the sandbox only.
func defaultSeller() Seller {
	return Seller{
		Party: invoice.Party{
			Name:         "北京百度网讯科技有限公司",
			TaxpayerID:   "91110000802100433B",
			AddressPhone: "北京市海淀区上地十街10号百度大厦2层 59922888",
			BankAccount:  "招商银行北京分行上地支行 110902160610402",
		},
		NameEN:    "Beijing Baidu Netcom Science and Technology Co., Ltd.",
		AddressEN: "2nd Floor, Baidu Building, No. 10 Shangdi 10th Street, Haidian District, Beijing, Tel.: 59922888",
		Drawer:    drawnBySystem,
	}
}

func defaultReturns() Returns {
	return Returns{
		Address:   "北京市海淀区东北旺西路8号中关村软件园一期15号楼方舟大厦",
		Recipient: "百度智能云财务部",
		Phone:     "010-58003107",
	}
}

// whole reports whether everything is said that stands on an invoice; a part of one company's block with a part of another's
// would be nobody's.
func (s Seller) whole() bool {
	return s.Name != "" && s.TaxpayerID != "" && s.AddressPhone != "" && s.BankAccount != ""
}

func (r Returns) whole() bool { return r.Address != "" && r.Recipient != "" && r.Phone != "" }

// For is the policy with a tax provider: the sandbox, or a real one. With a real one the seller and the address for returns must be
// said, because the defaults are another company's.
func (p Policy) For(sandbox bool) (Policy, error) {
	p.Sandbox = sandbox
	if sandbox {
		return p, nil
	}
	var missing []error
	if !p.named["seller"] {
		missing = append(missing, errors.New("the policy file (KAIPIAO_POLICY) has to name the seller: the default is another company's, "+
			"and allowed only while the tax provider is the sandbox"))
	}
	if !p.named["returns"] {
		missing = append(missing, errors.New("the policy file (KAIPIAO_POLICY) has to say with returns where originals are sent back to: "+
			"the default is another company's, and allowed only while the tax provider is the sandbox"))
	}
	return p, errors.Join(missing...)
}
