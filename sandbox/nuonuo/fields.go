package nuonuo

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// field is a parameter: whether it is required, how many characters it may have at most, 0 for any number, and the values that it may
// have, any where there are none. A list holds objects or texts.
type field struct {
	required bool
	most     int
	values   []string
	list     fields
	texts    bool
}

// fields are the parameters of an object.
type fields map[string]field

// parse reads the parameters as they are written here: "name" with "!" for required, the most characters, and "=" with the values, or "[]"
// for a list of texts. Lists hold objects.
func parse(text string, lists map[string]fields) fields {
	all := fields{}
	for _, word := range strings.Fields(text) {
		word, values, limited := strings.Cut(word, "=")
		name := strings.TrimRight(word, "!:0123456789[]")
		of := field{required: strings.Contains(word, "!"), texts: strings.HasSuffix(word, "[]"), list: lists[name]}
		_, _ = fmt.Sscan(strings.TrimLeft(word[len(name):], "!:"), &of.most)
		if limited {
			of.values = strings.Split(values, "|")
		}
		all[name] = of
	}
	return all
}

// The codes of what is wrong with an order's parameters.
const (
	illFormed = "E4000"
	noLines   = "E9122"
)

// check says what is wrong with an object; without a code all is well.
func (f fields) check(content []byte) (code, describe string) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(content, &object); err != nil {
		return illFormed, "请求报文格式有误"
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		value, given := object[name]
		switch {
		case f[name].required && f[name].list != nil && string(value) == "[]":
			return noLines, name + "不能为空"
		case f[name].required && (!given || string(value) == `""` || string(value) == "null"):
			return illFormed, name + "不能为空"
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		known, is := f[name]
		if !is {
			return illFormed, name + "不是该接口的字段"
		}
		if code, describe = known.check(name, object[name]); code != "" {
			return code, describe
		}
	}
	return "", ""
}

func (f field) check(name string, value json.RawMessage) (code, describe string) {
	var text string
	var texts []string
	switch {
	case f.list != nil:
		return f.checkList(name, value)
	case f.texts:
		if json.Unmarshal(value, &texts) != nil || len(texts) > f.most {
			return illFormed, fmt.Sprintf("%s应为不超过%d项的列表", name, f.most)
		}
	case json.Unmarshal(value, &text) != nil:
		return illFormed, name + "应为字符串"
	case f.most > 0 && utf8.RuneCountInString(text) > f.most:
		return illFormed, fmt.Sprintf("%s超过%d个字符", name, f.most)
	case text != "" && f.values != nil && !slices.Contains(f.values, text):
		return illFormed, name + "的值不在取值范围内"
	}
	return "", ""
}

func (f field) checkList(name string, value json.RawMessage) (code, describe string) {
	var items []json.RawMessage
	if strings.HasPrefix(string(value), "{") {
		items = []json.RawMessage{value}
	} else if json.Unmarshal(value, &items) != nil || (f.most > 0 && len(items) > f.most) {
		return illFormed, name + "应为列表"
	}
	for _, item := range items {
		if code, describe = f.list.check(item); code != "" {
			return code, describe
		}
	}
	return "", ""
}

const policies = "0|01|02|03|04|05|06|07|08|09|10|11|12|13|14|15|16|17|18"

// The parameters of the calls.
var (
	orderFields = parse("order!", map[string]fields{"order": parse(`buyerName!100 buyerTaxNum:20 buyerTel:50 buyerAddress:80 buyerAccount:100
		salerTaxNum!20 salerTel:20 salerAddress:80 salerAccount:100 showBankAccountType:2=0|1|2|3 orderNo!20 invoiceDate!20 invoiceType!1=1|2
		invoiceLine:2=bs|pc|es|ec paperInvoiceType:12=1130|1140|1160|1170|04|05 clerk!20 checker:20 payee:20 departmentId:32 clerkId:32
		extensionNumber:5 remark:200 pushMode:2=-1|0|1|2 buyerPhone:20 email:50 ccPhone:100 ccEmail:250 callBackUrl naturalPersonFlag:1=0|1
		taxNumVerifyFlag:1=0|1 naturalPersonVerifyFlag:1=0|1 specificFactor:2=0 forceFlag:1 hiddenBmbbbh:1 bField1:255 bField2:255 bField3:255
		invoiceDetail!2000`, map[string]fields{"invoiceDetail": parse(`goodsName!90 goodsCode:19 withTaxFlag!1=0|1 price:16 num:16 unit:20
		specType:40 selfCode:16 taxRate!10 tax:16 taxExcludedAmount:16 taxIncludedAmount:16 invoiceLineProperty:1=0|1|2
		favouredPolicyFlag:2=`+policies+` favouredPolicyName:50 zeroRateFlag:1 deduction:16 dField1:255 dField2:255 dField3:255 dField4:255
		dField5:255`, nil)})})
	queryFields   = parse("serialNos:50[] orderNos:50[] isOfferInvoiceDetail:1=0|1", nil)
	againFields   = parse("fpqqlsh:25 orderno:20 nextInvoiceCode invoiceNumStart invoiceNumEnd", nil)
	cancelFields  = parse("invoiceId!25 invoiceCode!12 invoiceNo!8 invalidReason:1=1|2|3|4 specificReason:255", nil)
	deliverFields = parse("taxnum!20 invoiceCode:12 invoiceNum!20 phone:11 mail:50", nil)
	formFields    = parse(`billId:32 blueInvoiceLine!2=bs|pc|es|ec applySource!1=0|1 blueElecInvoiceNumber!20 blueInvoiceNumber:20
		blueInvoiceCode:12 sellerTaxNo!20 sellerName!100 buyerTaxNo:20 buyerName!100 redReason!1=1|2|3|4 departmentId:32 clerkId:32
		extensionNumber:5 phone:20 email:50 callbackUrl:225 orderNo:20 autoInvoice:1 billTime vatUsage saleTaxUsage accountStatus detail`,
		map[string]fields{"detail": parse(`blueDetailIndex!5 goodsName!90 unit:22 specType:40 num:16 taxExcludedPrice:16 taxExcludedAmount!16
		taxAmount!16 taxRate!10 goodsCode!19 favouredPolicyFlag:2=`+policies, nil)})
	formsFields    = parse(`identity!1=0|1 billId:32 billNo:32 billUuid:32 billStatus:2 billTimeStart:20 billTimeEnd:20 pageNo:5 pageSize:2`, nil)
	refreshFields  = parse("identity!1=0|1 billUuid:32 startTime:20 endTime:20 extensionNumber:5 clerkId:32 deptId:32", nil)
	confirmFields  = parse("billUuid:32 billId:32 billNo:32 identity!1=0|1 confirmAgreement!1=0|1 confirmReason:200 callbackUrl:225 orderNo:64", nil)
	withdrawFields = parse("billUuid:32 billId:32 billNo:32 identity!1=0|1 callbackUrl:225", nil)
	fastFields     = parse(`orderNo!20 extensionNumber:5 clerkId:32 deptId:32 orderTime!20 taxNum!20 invoiceCode:12 invoiceNumber:8
		elecInvoiceNumber:20 invoiceId:25 billNo!20 billUuid:32 invoiceLine:2=bs|pc|es|ec callBackUrl`, nil)
)

// accountFields are those of a question about the account, of so many kinds.
func accountFields(kinds string) fields {
	return parse("queryType!1="+strings.ReplaceAll(kinds, " ", "|")+" extensionNumber:5 deptId:32 clerkId:32 eleAccount:32", nil)
}
