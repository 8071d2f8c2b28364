package nuonuo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
)

// The calls about red-letter forms.
const (
	enterForm    = "nuonuo.OpeMplatform.saveInvoiceRedConfirm"
	queryForms   = "nuonuo.OpeMplatform.queryInvoiceRedConfirm"
	refreshForms = "nuonuo.OpeMplatform.refreshInvoiceRedConfirm"
	answerForm   = "nuonuo.OpeMplatform.confirm"
	cancelForm   = "nuonuo.OpeMplatform.confirmInfoCancel"
	issueRed     = "nuonuo.OpeMplatform.fastInvoiceRed"
)

// asSeller: who asks is the seller.
const asSeller = "0"

// redReasons are Nuonuo's letters; the bureau's own have the first two the other way round.
var redReasons = map[invoice.RedReason]string{
	invoice.RedReturn: "1", invoice.RedError: "2", invoice.RedTermination: "3", invoice.RedDiscount: "4",
}

// redRequest is the body of saveInvoiceRedConfirm.
type redRequest struct {
	BillID          string    `json:"billId"`
	BlueInvoiceLine string    `json:"blueInvoiceLine"`
	ApplySource     string    `json:"applySource"`
	BlueElecNumber  string    `json:"blueElecInvoiceNumber"`
	SellerTaxNo     string    `json:"sellerTaxNo"`
	SellerName      string    `json:"sellerName"`
	BuyerTaxNo      string    `json:"buyerTaxNo,omitempty"`
	BuyerName       string    `json:"buyerName"`
	RedReason       string    `json:"redReason"`
	ExtensionNumber string    `json:"extensionNumber,omitempty"`
	CallbackURL     string    `json:"callbackUrl,omitempty"`
	OrderNo         string    `json:"orderNo"`
	Detail          []redLine `json:"detail,omitempty"`
}

type redLine struct {
	BlueDetailIndex    string `json:"blueDetailIndex"`
	GoodsName          string `json:"goodsName"`
	GoodsCode          string `json:"goodsCode"`
	TaxRate            string `json:"taxRate"`
	TaxExcludedAmount  string `json:"taxExcludedAmount"`
	TaxAmount          string `json:"taxAmount"`
	FavouredPolicyFlag string `json:"favouredPolicyFlag,omitempty"`
}

func (c *Client) redRequest(document invoice.RedDocument) redRequest {
	of := document.Blue
	made := redRequest{
		BillID: string(document.Serial), BlueInvoiceLine: invoiceLines[of.Medium][of.Kind], ApplySource: asSeller,
		BlueElecNumber: document.Number, SellerTaxNo: of.Seller.TaxpayerID, SellerName: of.Seller.Name, BuyerTaxNo: of.Buyer.TaxpayerID,
		BuyerName: of.Buyer.Name, RedReason: redReasons[document.Reason], ExtensionNumber: c.config.Extension,
		CallbackURL: c.config.CallbackURL, OrderNo: string(document.Serial),
	}
	if whole(document) {
		return made
	}
	for _, line := range document.Lines {
		rate, favour := rateOf(line.TaxRate)
		made.Detail = append(made.Detail, redLine{
			BlueDetailIndex: strconv.Itoa(line.Number), GoodsName: line.Product, GoodsCode: line.TaxCode, TaxRate: rate,
			TaxExcludedAmount: line.Net.String(), TaxAmount: line.Tax.String(), FavouredPolicyFlag: favour,
		})
	}
	return made
}

// whole reports whether all of an invoice is taken back, for which Nuonuo wants no lines.
func whole(document invoice.RedDocument) bool {
	return len(document.Lines) == len(document.Blue.Lines) && slices.EqualFunc(document.Lines, document.Blue.Lines, func(a, b invoice.Line) bool {
		return a.Number == b.Number && a.Net.Neg().Equal(b.Net) && a.Tax.Neg().Equal(b.Tax)
	})
}

// noteFullyRed is kept of a blue serial of which nothing is left, which only the refusal of another form tells.
const noteFullyRed = "fully_red"

// RequestRed enters a red-letter form under our serial. One that Nuonuo knows is asked about instead: it never makes a second red document
// (I4).
func (c *Client) RequestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	answer, err := c.requestRed(ctx, document)
	if err != nil {
		return provider.Answer{}, fmt.Errorf("reverse %s as %s: %w", document.Number, document.Serial, err)
	}
	return answer, nil
}

func (c *Client) requestRed(ctx context.Context, document invoice.RedDocument) (provider.Answer, error) {
	if document.Blue.Seller.TaxpayerID != c.config.TaxNumber {
		return provider.Answer{}, errOtherSeller
	}
	_, err := call[any](ctx, c, enterForm, c.redRequest(document))
	refusal := said(err)
	switch {
	case err == nil:
		return provider.Answer{State: provider.Pending}, nil
	case refusal.reading == refused:
		return provider.Answer{State: provider.Refused, Reason: refusal.text}, nil
	case refusal.reading == reversed:
		return c.reversedByWhom(ctx, document, refusal.text)
	case refusal.reading == known || contains(refusal.text, c.config.Causes.Known):
		answer, err := c.QueryRed(ctx, document.Serial)
		if err != nil || answer.State == provider.NotFound {
			return provider.Answer{State: provider.Pending}, nil //nolint:nilerr // Nuonuo has it, which is certain; the rest may come later
		}
		return c.revived(ctx, document.Serial, answer)
	case contains(refusal.text, c.config.Causes.Session):
		return provider.Answer{State: provider.SessionExpired, Reason: refusal.text}, nil
	default:
		return provider.Answer{}, err
	}
}

// reversedByWhom finds out what a document without rest means: a refusal, unless it was this very serial that took the rest and its answer
// was lost (I4).
func (c *Client) reversedByWhom(ctx context.Context, document invoice.RedDocument, describe string) (provider.Answer, error) {
	if err := c.config.Memory.Keep(ctx, document.Blue.Serial, map[string]string{noteFullyRed: document.Number}); err != nil {
		return provider.Answer{}, err
	}
	answer, err := c.QueryRed(ctx, document.Serial)
	if err == nil && answer.State == provider.NotFound {
		return provider.Answer{State: provider.Refused, Reason: describe}, nil
	}
	return answer, err
}

// form is a red-letter form as Nuonuo lists it.
type form struct {
	BillNo            text       `json:"billNo"`
	BillID            text       `json:"billId"`
	BillStatus        text       `json:"billStatus"`
	BillMessage       text       `json:"billMessage"`
	InvoiceSerialNum  text       `json:"invoiceSerialNum"`
	OpenStatus        text       `json:"openStatus"`
	ApplySource       text       `json:"applySource"`
	BlueInvoiceLine   text       `json:"blueInvoiceLine"`
	BlueElecNumber    text       `json:"blueElecInvoiceNumber"`
	BillTime          text       `json:"billTime"`
	TaxExcludedAmount text       `json:"taxExcludedAmount"`
	TaxAmount         text       `json:"taxAmount"`
	RedReason         text       `json:"redReason"`
	RedInvoiceNumber  text       `json:"redInvoiceNumber"`
	Detail            []formLine `json:"detail"`
}

type formLine struct {
	BlueDetailIndex   text `json:"blueDetailIndex"`
	TaxExcludedAmount text `json:"taxExcludedAmount"`
	TaxAmount         text `json:"taxAmount"`
}

// serial is by what we know a form: our own serial, or the bureau's number of one that others entered.
func (f form) serial() invoice.Serial {
	if ours := invoice.Serial(f.BillID); ours.Ours() {
		return ours
	}
	return invoice.Serial(f.BillNo)
}

// paper reports whether the invoice is on paper: its red document is issued when somebody asks for it.
func (f form) paper() bool { return f.BlueInvoiceLine == "es" || f.BlueInvoiceLine == "ec" }

// formKey names a form by its serial.
func formKey(serial invoice.Serial) parameters {
	name := "billNo"
	if serial.Ours() {
		name = "billId"
	}
	return parameters{"identity": asSeller, name: serial}
}

// formsPage is a page of forms.
type formsPage struct {
	Total text   `json:"total"`
	List  []form `json:"list"`
}

// form finds a form by its serial.
func (c *Client) form(ctx context.Context, serial invoice.Serial) (found form, exists bool, err error) {
	request := formKey(serial)
	request["pageNo"], request["pageSize"] = "1", "10"
	page, err := call[formsPage](ctx, c, queryForms, request)
	if said(err).reading == notFound {
		return form{}, false, nil
	}
	if err != nil || len(page.List) == 0 {
		return form{}, false, err
	}
	n := slices.IndexFunc(page.List, func(one form) bool { return one.serial() == serial })
	if n < 0 {
		return form{}, false, fmt.Errorf("about another form: %w", errUnreadable)
	}
	return page.List[n], true, nil
}

// QueryRed asks what became of the form of a serial, and of the red document.
func (c *Client) QueryRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	answer, err := c.queryRed(ctx, serial)
	if err != nil {
		return provider.Answer{}, fmt.Errorf("query red %s: %w", serial, err)
	}
	return answer, nil
}

func (c *Client) queryRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	found, exists, err := c.form(ctx, serial)
	if err != nil {
		return provider.Answer{}, err
	}
	if !exists {
		return provider.Answer{State: provider.NotFound}, nil
	}
	state, known := formStates[found.BillStatus]
	switch {
	case !known:
		return provider.Answer{}, fmt.Errorf("of a form's state that is not known: %w", errUnreadable)
	case state == provider.AwaitsBuyer || state == provider.AwaitsSeller:
		return provider.Answer{State: state}, nil
	case state != provider.Pending:
		return provider.Answer{State: state, Reason: c.clean(string(found.BillMessage), "")}, nil
	case found.BillStatus == "15" || (found.OpenStatus != "1" && !found.paper()):
		return provider.Answer{State: state}, nil
	}
	order, exists, err := c.redOrder(ctx, found)
	if err != nil || !exists {
		return provider.Answer{State: provider.Pending}, err
	}
	return c.answerOf(order)
}

// redOrder is the order of a form's red document. Nuonuo has none where a paper one is still to be issued, or where the bureau has issued an
// electronic one by itself: then it is told to, under the form's serial, which never makes a second one.
func (c *Client) redOrder(ctx context.Context, of form) (found orderResult, exists bool, err error) {
	if of.InvoiceSerialNum != "" {
		all, err := c.orders(ctx, "serialNos", []string{string(of.InvoiceSerialNum)})
		if err != nil || len(all) == 0 {
			return orderResult{}, false, err
		}
		if all[0].SerialNo != of.InvoiceSerialNum {
			return orderResult{}, false, fmt.Errorf("about another order: %w", errUnreadable)
		}
		return all[0], true, nil
	}
	if found, exists, err = c.ordered(ctx, of.serial()); err != nil || exists {
		return found, exists, err
	}
	_, err = call[any](ctx, c, issueRed, parameters{
		"orderNo": of.serial(), "orderTime": c.config.Now().In(calendar.Shanghai).Format(time.DateTime), "taxNum": c.config.TaxNumber,
		"elecInvoiceNumber": of.BlueElecNumber, "billNo": of.BillNo, "invoiceLine": of.BlueInvoiceLine,
	})
	if err != nil && said(err).reading != known {
		return orderResult{}, false, err
	}
	return c.ordered(ctx, of.serial())
}

// WithdrawRed takes a form back that waits for the buyer, and answers with where it stands then.
func (c *Client) WithdrawRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.turn(ctx, "withdraw", serial, provider.AwaitsBuyer, cancelForm, nil)
}

// ConfirmRed confirms a form that the buyer began, and answers with where it stands then.
func (c *Client) ConfirmRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.turn(ctx, "confirm", serial, provider.AwaitsSeller, answerForm, parameters{"confirmAgreement": "1", "orderNo": serial})
}

// DenyRed denies it.
func (c *Client) DenyRed(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	return c.turn(ctx, "deny", serial, provider.AwaitsSeller, answerForm, parameters{"confirmAgreement": "0"})
}

// turn does something to a form that waits, and asks where it stands then. What is refused is told by that, too.
func (c *Client) turn(
	ctx context.Context, word string, serial invoice.Serial, waiting provider.State, method string, more parameters,
) (provider.Answer, error) {
	answer, err := c.QueryRed(ctx, serial)
	if err == nil && answer.State == waiting {
		request := formKey(serial)
		for name, value := range more {
			request[name] = value
		}
		if c.config.CallbackURL != "" {
			request["callbackUrl"] = c.config.CallbackURL
		}
		_, refused := call[any](ctx, c, method, request)
		if refusal := said(refused); contains(refusal.text, c.config.Causes.Session) {
			return provider.Answer{State: provider.SessionExpired, Reason: refusal.text}, nil
		}
		answer, err = c.QueryRed(ctx, serial)
		if refused != nil && answer.State == waiting {
			err = cmp.Or(err, refused)
		}
	}
	if err != nil {
		return provider.Answer{}, fmt.Errorf("%s red %s: %w", word, serial, err)
	}
	return answer, nil
}
