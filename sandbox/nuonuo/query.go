package nuonuo

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/typeface"
)

// query tells what became of orders; those that are not known are left out.
func (d *Desk) query(c call) {
	var request struct {
		SerialNos, OrderNos  []string
		IsOfferInvoiceDetail string
	}
	err := json.Unmarshal(c.body, &request)
	serials := request.OrderNos
	for _, own := range request.SerialNos {
		serial, failed := d.serialOf(own)
		err = errors.Join(err, failed)
		serials = append(serials, serial)
	}
	switch {
	case err != nil:
		jsonhttp.Failed(err).Write(c.w)
		return
	case len(request.SerialNos)+len(request.OrderNos) == 0:
		refuse("E9611", "serialNos与orderNos不能同时为空").Write(c.w)
		return
	case len(request.SerialNos) > 0:
		serials = serials[len(request.OrderNos):]
	}
	found := []entry{}
	idle := []faults.Mode{faults.SealFailed} // as long as there is nothing to be sealed
	for _, serial := range serials {
		one, exists, err := d.entry(c.r, serial)
		if err != nil {
			jsonhttp.Failed(err).Write(c.w)
			return
		}
		if exists {
			found = append(found, one)
		}
		if exists && one["invoiceNo"] != "" {
			idle = nil
		}
	}
	d.faults.ServeAny(c.w, c.r, faults.Query, serials, func(mode faults.Mode) jsonhttp.Answer {
		if mode == faults.Reject {
			return refuse("040102", exception)
		}
		if len(found) == 0 {
			return refuse("E9500", "未查询到开票记录")
		}
		for n, one := range found {
			found[n] = one.obscured(mode)
			if request.IsOfferInvoiceDetail != "1" {
				delete(found[n], "invoiceItems")
			}
		}
		return done(found)
	}, idle...)
}

// entry is an element of the result.
type entry map[string]any

// obscured is an entry as Nuonuo would show it that has no decision yet, or whose order has failed, or is not sealed.
func (e entry) obscured(mode faults.Mode) entry {
	status, because := "", ""
	switch mode {
	case faults.Pending:
		status = issuing
	case faults.QuotaExhausted:
		status, because = failed, noQuota
	case faults.SessionExpired:
		status, because = failed, noSession
	case faults.SealFailed:
		e["status"], e["statusMsg"], e["pdfUrl"], e["ofdUrl"], e["xmlUrl"] = unseal, "开票成功签章失败", "", "", ""
		return e
	default:
		return e
	}
	return entry{"serialNo": e["serialNo"], "orderNo": e["orderNo"], "status": status, "failCause": because, "invoiceCode": "", "invoiceNo": ""}
}

var statusTexts = map[string]string{
	issuing: "开票中", sealing: "开票成功签章中", issued: "开票完成", failed: "开票失败", unseal: "开票成功签章失败", voiding: "发票作废中", voided: "发票已作废",
}

// entry is what is shown of one of our serials, blue or red; nothing for a while after an order was taken.
func (d *Desk) entry(r *http.Request, serial string) (shown entry, exists bool, err error) {
	of, known, err := d.order(serial)
	if err != nil || (known && d.now().Before(of.At.Add(d.settings.Hidden))) {
		return nil, false, err
	}
	if !known {
		return d.redEntry(r, serial)
	}
	status, because, err := d.status(of)
	shown = entry{
		"serialNo": own(serial), "orderNo": serial, "status": status, "statusMsg": statusTexts[status], "failCause": because,
		"invoiceCode": "", "invoiceNo": "", "extensionNumber": Extension,
	}
	if err != nil || status == issuing || status == failed {
		return shown, err == nil, err
	}
	record, _, err := d.register.Record(serial)
	if err != nil {
		return nil, false, err
	}
	return shown, true, d.complete(r, shown, record.Number)
}

var kindTexts = map[bool]map[bool]string{
	false: {false: "电子发票(普通发票)", true: "电子发票(增值税专用发票)"},
	true:  {false: "全电纸质发票(普通发票)", true: "全电纸质发票(增值税专用发票)"},
}

// complete adds what an issued document has.
func (d *Desk) complete(r *http.Request, shown entry, number string) error {
	sheet, _, err := d.register.Sheet(number)
	if err != nil {
		return err
	}
	items := []entry{}
	for _, line := range sheet.Lines {
		_, name, _ := strings.Cut(strings.TrimPrefix(line.Item, "*"), "*")
		items = append(items, entry{
			"itemName": name, "itemTaxRate": line.TaxRate.String(), "itemAmount": line.Net.String(), "itemTaxAmount": line.Tax.String(),
			"itemCode": line.TaxCode, "isIncludeTax": "false", "invoiceLineProperty": "0",
		})
	}
	for name, value := range map[string]any{
		"invoiceTime": sheet.IssuedAt.UnixMilli(), "invoiceNo": number, "allElectronicInvoiceNumber": number,
		"exTaxAmount": sheet.Net.String(), "taxAmount": sheet.Tax.String(), "orderAmount": sheet.Gross.String(),
		"payerName": sheet.Buyer.Name, "payerTaxNo": sheet.Buyer.TaxNumber, "address": sheet.Buyer.AddressPhone, "bankAccount": sheet.Buyer.BankAccount,
		"saleName": sheet.Seller.Name, "salerTaxNum": sheet.Seller.TaxNumber, "clerk": sheet.Drawer, "remark": sheet.Remark,
		"invoiceKind": kindTexts[sheet.Paper][sheet.Special], "qrCode": sheet.QR(), "checkCode": "", "cipherText": "", "machineCode": "",
		"oldEleInvoiceNumber": sheet.RedOf, "pdfUrl": "", "ofdUrl": "", "xmlUrl": "", "invoiceItems": items,
	} {
		shown[name] = value
	}
	if sheet.Paper {
		shown["invoiceCode"], shown["invoiceNo"] = paperNumbers(number)
		return nil
	}
	if shown["status"] == sealing {
		return nil
	}
	for name, format := range map[string]fapiao.Format{"pdfUrl": fapiao.PDF, "ofdUrl": fapiao.OFD, "xmlUrl": fapiao.XML} {
		if format != fapiao.XML || !d.settings.NoXML {
			shown[name] = "http://" + r.Host + "/nuonuo/files/" + number + "." + string(format)
		}
	}
	return nil
}

// download gives a file to whoever knows its address.
func (d *Desk) download(w http.ResponseWriter, r *http.Request) {
	number, suffix, _ := strings.Cut(r.PathValue("file"), ".")
	sheet, exists, err := d.register.Sheet(number)
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	d.faults.Serve(w, r, faults.File, sheet.Serial, func(mode faults.Mode) jsonhttp.Answer {
		page := jsonhttp.Answer{Status: http.StatusNotFound, ContentType: "text/html; charset=utf-8", Body: []byte("<html><body>文件不存在</body></html>")}
		switch {
		case mode == faults.SessionExpired || mode == faults.QuotaExhausted:
			page.Status = http.StatusOK // a page in place of the file
			return page
		case mode != faults.None, !exists, sheet.Paper:
			return page
		}
		content, err := d.press.Make(sheet.Fapiao, fapiao.Format(suffix))
		switch {
		case errors.Is(err, fapiao.ErrFormat):
			return page
		case errors.Is(err, typeface.ErrGlyph):
			slog.Warn("the file cannot be made", "number", number, "reason", err)
			return page
		case err != nil:
			return jsonhttp.Failed(err)
		}
		return jsonhttp.Answer{Status: http.StatusOK, ContentType: fapiao.Format(suffix).ContentType(), Body: content}
	})
}
