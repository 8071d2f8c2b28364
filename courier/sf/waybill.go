package sf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"kaipiao/wire"
)

// filesAt are the hosts on which SF keeps the files of its own production and trial platform.
const filesAt = ".sf-express.com"

// Waybill is the PDF to be stuck on a parcel that was ordered.
func (c *Client) Waybill(ctx context.Context, trackingNumber string) ([]byte, error) {
	ctx, cancel := c.within(ctx)
	defer cancel()
	file, err := c.print(ctx, trackingNumber)
	if err != nil {
		return nil, fmt.Errorf("print the waybill %s at SF Express: %w", trackingNumber, final(err))
	}
	content, err := c.fetch(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("fetch the waybill %s from SF Express: %w", trackingNumber, err)
	}
	return content, nil
}

// printed says where a waybill is, and what has to be shown to get it.
type printed struct {
	Waybill word `json:"waybillNo"`
	URL     word `json:"url"`
	Token   word `json:"token"`
}

func (c *Client) print(ctx context.Context, trackingNumber string) (printed, error) {
	type document struct {
		Waybill string `json:"masterWaybillNo"`
	}
	answer, err := c.call(ctx, printing, struct {
		Template  string     `json:"templateCode"`
		Version   string     `json:"version"`
		Type      string     `json:"fileType"`
		Sync      bool       `json:"sync"`
		Documents []document `json:"documents"`
	}{c.config.Template, "2.0", "pdf", true, []document{{trackingNumber}}})
	if err != nil {
		return printed{}, err
	}
	var made struct {
		Files []printed `json:"files"`
	}
	if err := decode(answer.Object, &made); err != nil {
		return printed{}, fmt.Errorf("its answer cannot be read: %w", err)
	}
	for _, file := range made.Files {
		if string(file.Waybill) == trackingNumber {
			return file, nil
		}
	}
	return printed{}, errors.New("it answered without the file")
}

// fetch gets a file from SF itself, and from nobody else: the token opens it, and it has the recipient's address on it (S7).
func (c *Client) fetch(ctx context.Context, file printed) ([]byte, error) {
	if !c.keepsFiles(string(file.URL)) {
		return nil, errors.New("the file is said to be elsewhere than at SF Express")
	}
	content, err := answered(c.caller.File(ctx, wire.Call{Address: string(file.URL), Header: map[string]string{"X-Auth-token": string(file.Token)}}))
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(content, []byte("%PDF-")) {
		return nil, errors.New("the file is no PDF")
	}
	return content, nil
}

// keepsFiles reports whether an address is one of who has our contract: where the calls go, or, for SF's own platform, a host of SF's.
func (c *Client) keepsFiles(address string) bool {
	at, err := url.Parse(address)
	if err != nil || at.User != nil {
		return false
	}
	base, err := url.Parse(c.config.BaseURL)
	if err != nil {
		return false
	}
	if at.Scheme == base.Scheme && at.Host == base.Host {
		return true
	}
	return strings.HasSuffix(base.Hostname(), filesAt) && at.Scheme == "https" && strings.HasSuffix(at.Hostname(), filesAt)
}
