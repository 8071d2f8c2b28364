package sf

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/signintech/gopdf"

	"kaipiao/sandbox/courier"
	"kaipiao/sandbox/fapiao"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/typeface"
)

// print has the waybills of parcels made. They lie on this platform, each behind a token of its own.
func (d *Desk) print(r *http.Request, message []byte) jsonhttp.Answer {
	var order struct {
		Template  string `json:"templateCode"`
		Version   string `json:"version"`
		Type      string `json:"fileType"`
		Sync      bool   `json:"sync"`
		Documents []struct {
			Waybill string `json:"masterWaybillNo"`
		} `json:"documents"`
	}
	if json.Unmarshal(message, &order) != nil || order.Template == "" || order.Version != "2.0" || order.Type != "pdf" || !order.Sync ||
		len(order.Documents) == 0 {
		return refusal("6135", "参数不合法")
	}
	type file struct {
		URL     string `json:"url"`
		Token   string `json:"token"`
		Waybill string `json:"waybillNo"`
		Number  int    `json:"seqNo"`
	}
	files := []file{}
	for i, document := range order.Documents {
		_, found, err := d.parcel(document.Waybill)
		switch {
		case err != nil:
			return failed(err)
		case !found:
			return refusal("8247", "运单号不存在")
		}
		files = append(files, file{"http://" + r.Host + "/sf/files/" + document.Waybill, d.token(document.Waybill), document.Waybill, i + 1})
	}
	return inside(result{Success: true, Object: map[string]any{
		"clientCode": d.config.PartnerID, "fileType": "pdf", "files": files, "templateCode": order.Template,
	}})
}

// token opens the file of a waybill.
func (d *Desk) token(waybill string) string {
	mac := hmac.New(sha256.New, []byte(d.config.CheckWord))
	_, _ = mac.Write([]byte(waybill))
	return hex.EncodeToString(mac.Sum(nil))
}

// parcel finds a parcel of SF's by its number.
func (d *Desk) parcel(waybill string) (courier.Parcel, bool, error) {
	parcels, err := d.depot.All()
	for _, p := range parcels {
		if p.TrackingNumber == waybill && p.Company == Carrier.Name {
			return p, true, err
		}
	}
	return courier.Parcel{}, false, err
}

// file gives out a waybill to who has its token.
func (d *Desk) file(w http.ResponseWriter, r *http.Request) {
	waybill := r.PathValue("waybill")
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Auth-token")), []byte(d.token(waybill))) != 1 {
		jsonhttp.Problem(http.StatusUnauthorized, "The token is not that of this file.").Write(w)
		return
	}
	parcel, found, err := d.parcel(waybill)
	if err == nil && !found {
		jsonhttp.Problem(http.StatusNotFound, "There is no such waybill.").Write(w)
		return
	}
	var content []byte
	if err == nil {
		content, err = d.sheet(parcel)
	}
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	jsonhttp.Answer{Status: http.StatusOK, ContentType: "application/pdf", Body: content}.Write(w)
}

// sheet draws a waybill of 100 by 150 mm with the sandbox's mark on it.
func (d *Desk) sheet(parcel courier.Parcel) ([]byte, error) {
	lines := []string{
		Carrier.Name + " 电子面单", parcel.TrackingNumber, "收 " + parcel.Recipient.Recipient + " " + parcel.Recipient.Phone,
		parcel.Recipient.Region + parcel.Recipient.Street, fapiao.NotValid,
	}
	document := &gopdf.GoPdf{}
	document.Start(gopdf.Config{Unit: gopdf.UnitMM, PageSize: gopdf.Rect{W: 100, H: 150}})
	document.SetInfo(gopdf.PdfInfo{Title: parcel.TrackingNumber, Subject: fapiao.NotValid, Producer: "Kaipiao sandbox", CreationDate: parcel.OrderedAt})
	if err := d.font.RegisterFor(document, lines...); err != nil {
		return nil, fmt.Errorf("make the waybill: %w", err)
	}
	document.AddPage()
	y := 12.0
	for _, line := range lines {
		if err := document.SetFont(typeface.Family, "", 10); err != nil {
			return nil, fmt.Errorf("make the waybill: %w", err)
		}
		for _, part := range d.font.Wrap(line, 10, 84*72/25.4) {
			document.SetXY(8, y)
			if err := document.Text(part); err != nil {
				return nil, fmt.Errorf("make the waybill: %w", err)
			}
			y += 7
		}
	}
	content, err := document.GetBytesPdfReturnErr()
	if err == nil {
		content, err = typeface.CorrectTexts(content)
	}
	if err != nil {
		return nil, fmt.Errorf("make the waybill: %w", err)
	}
	return content, nil
}
