package check

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"kaipiao/client"
)

// Stored checks that every file of every e-invoice is given out, byte for byte as its checksum says (I6).
func Stored(ctx context.Context, caller *client.Client, s Snapshot) Result {
	r := Result{Name: "every file is given out as its checksum says"}
	for _, i := range s.Invoices {
		if i.Files == 0 {
			continue
		}
		var shown client.Invoice
		if err := caller.Call(ctx, http.MethodGet, "/v1/invoices/"+i.ID, nil, &shown); err != nil {
			r.found("invoice %s cannot be read: %v", i.ID, err)
			continue
		}
		for _, file := range shown.Files {
			r.Looked++
			content, err := caller.Bytes(ctx, file.Href)
			if err != nil {
				r.found("invoice %s: its %s cannot be read: %v", i.ID, file.Format, err)
				continue
			}
			if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != file.SHA256 {
				r.found("invoice %s: its %s is not what was stored", i.ID, file.Format)
			}
		}
	}
	return r
}
