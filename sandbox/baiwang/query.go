package baiwang

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"kaipiao/domain/calendar"
	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/taxbureau"
	"kaipiao/typeface"
)

var (
	queryFields = parse(`serialNo:50 einvoiceNo:20 invoiceNo invoiceCode invoiceTypeCode invoiceTerminalCode invoiceStatus invoiceType buyerName
		buyerTaxNo invoiceStartDate:10 invoiceEndDate:10 orderNo:50 contractNo expressNo sourceMark systemId queryAll pageNo pageSize`, nil)
	cancelFields = parse("invoiceCode invoiceNo! invoiceInvalidOperator", nil)
	createFields = parse("serialNo einvoiceNo invoiceNo! invoiceCode invoiceIssueMode!1 pushType phone email emailCarbonCopy", nil)
	fileFields   = parse("invoiceCode invoiceNo! returnType!1", nil)
)

type question struct {
	SerialNo  string `json:"serialNo"`
	InvoiceNo string `json:"invoiceNo"`
	StartDate string `json:"invoiceStartDate"`
	EndDate   string `json:"invoiceEndDate"`
	PageNo    int    `json:"pageNo"`
	PageSize  int    `json:"pageSize"`
}

// query lists documents; those that failed, or that are being issued, are not shown.
func (d *Desk) query(c call) {
	var asked question
	if err := json.Unmarshal(c.body, &asked); err != nil || asked.PageSize > 100 || asked.PageNo < 0 {
		refuse(codeMembers, "查询条件有误").Write(c.w)
		return
	}
	// Nothing is ever being sealed here: a document is complete when it is shown.
	operation, idle := faults.Query, []faults.Mode{faults.SealFailed, faults.Pending}
	switch {
	case asked.SerialNo != "":
		idle = idle[:1]
	case asked.InvoiceNo != "":
		operation = faults.QueryRed
	}
	d.faults.Serve(c.w, c.r, operation, cmp.Or(asked.SerialNo, asked.InvoiceNo, "list"), func(mode faults.Mode) jsonhttp.Answer {
		if answer, is := troubled(mode); is {
			return answer
		}
		switch mode {
		case faults.Reject:
			return refuse(codeOften, tooOften)
		case faults.Pending:
			return respond([]any{})
		default:
			return d.found(asked)
		}
	}, idle...)
}

func (d *Desk) found(asked question) jsonhttp.Answer {
	var records []taxbureau.Record
	var err error
	if asked.SerialNo != "" {
		var record taxbureau.Record
		var exists bool
		if record, exists, err = d.register.Record(asked.SerialNo); exists {
			records = append(records, record)
		}
	} else {
		records, err = d.register.Records()
	}
	if err != nil {
		return jsonhttp.Failed(err)
	}
	records = slices.DeleteFunc(records, func(of taxbureau.Record) bool {
		day := calendar.DateOf(of.IssuedAt).String()
		return (asked.InvoiceNo != "" && of.Number != asked.InvoiceNo) || (asked.StartDate != "" && day < asked.StartDate) ||
			(asked.EndDate != "" && day > asked.EndDate)
	})
	shownOf := []any{}
	for _, of := range page(records, asked.PageNo, cmp.Or(asked.PageSize, 100)) {
		shownOf = append(shownOf, shown(of))
	}
	return respond(shownOf)
}

// page is one page of a list; pages count from 1.
func page[Item any](all []Item, no, size int) []Item {
	first := min((max(no, 1)-1)*size, len(all))
	return all[first:min(first+size, len(all))]
}

// cancel voids a paper document.
func (d *Desk) cancel(c call) {
	var request question
	if err := json.Unmarshal(c.body, &request); err != nil {
		refuse(codeMembers, "请求报文有误").Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.Red, request.InvoiceNo, func(mode faults.Mode) jsonhttp.Answer {
		if answer, is := troubled(mode); is {
			return answer
		}
		if mode == faults.Reject {
			return refuse(codeState, byOrder)
		}
		result, err := d.register.Void(request.InvoiceNo)
		switch {
		case err != nil:
			return jsonhttp.Failed(err)
		case result.Status == taxbureau.Failed:
			return refuse(codeState, result.FailCause)
		}
		return respond(map[string]any{"invoiceCode": "", "invoiceNo": request.InvoiceNo, "invalidDate": compact(d.now())})
	})
}

// create has the files of a document made; the first answer is always empty, because they are made then.
func (d *Desk) create(c call) {
	var request question
	if err := json.Unmarshal(c.body, &request); err != nil {
		refuse(codeMembers, "请求报文有误").Write(c.w)
		return
	}
	sheet, exists, err := d.register.Sheet(request.InvoiceNo)
	if err != nil {
		jsonhttp.Failed(err).Write(c.w)
		return
	}
	d.faults.Serve(c.w, c.r, faults.File, sheet.Serial, func(mode faults.Mode) jsonhttp.Answer {
		if answer, is := troubled(mode); is {
			return answer
		}
		switch {
		case !exists:
			return refuse(codeUnknown, "未查询到发票")
		case mode != faults.None, sheet.Paper, d.once(sheet.Number):
			return respond(map[string]any{})
		}
		address := "http://" + c.r.Host + "/baiwang/files/" + sheet.Number + ".pdf"
		return respond(map[string]any{"eInvoiceUrl": address, "queryData": address, "fileType": "pdf"})
	})
}

// formats are the vendor's numbers for the formats; that of XML is the sandbox's own.
var formats = map[string]fapiao.Format{"1": fapiao.PDF, "2": fapiao.OFD, "4": fapiao.XML}

// file answers with a file.
func (d *Desk) file(c call) {
	var request struct {
		InvoiceNo  string `json:"invoiceNo"`
		ReturnType string `json:"returnType"`
	}
	if err := json.Unmarshal(c.body, &request); err != nil || formats[request.ReturnType] == "" {
		refuse(codeMembers, "returnType有误").Write(c.w)
		return
	}
	format := formats[request.ReturnType]
	content, err := d.print(request.InvoiceNo, format)
	if err != nil {
		jsonhttp.Failed(err).Write(c.w)
		return
	}
	respond(map[string]any{
		"content": base64.StdEncoding.EncodeToString(content), "fileName": request.InvoiceNo + "." + string(format), "fileType": string(format),
	}).Write(c.w)
}

// print makes a file; there is none of a paper document, or of a text that the font cannot show.
func (d *Desk) print(number string, format fapiao.Format) ([]byte, error) {
	sheet, exists, err := d.register.Sheet(number)
	if err != nil || !exists || sheet.Paper {
		return nil, err
	}
	content, err := d.press.Make(sheet.Fapiao, format)
	if errors.Is(err, typeface.ErrGlyph) {
		slog.Warn("the file cannot be made", "number", number, "format", format, "reason", err)
		return nil, nil
	}
	return content, err
}

// download serves a file to anybody who has its address.
func (d *Desk) download(w http.ResponseWriter, r *http.Request) {
	number, format, _ := strings.Cut(r.PathValue("file"), ".")
	content, err := d.print(number, fapiao.Format(format))
	switch {
	case err != nil:
		jsonhttp.Failed(err).Write(w)
	case content == nil:
		http.NotFound(w, r)
	default:
		jsonhttp.Answer{Status: http.StatusOK, ContentType: fapiao.Format(format).ContentType(), Body: content}.Write(w)
	}
}
