package desk

import (
	"fmt"
	"image/color"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/boombuler/barcode/qr"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
)

var (
	loginShow  = words.Text{ZH: "显示登录二维码", EN: "Show the login code"}
	loginTitle = words.Text{ZH: "电子税务局登录二维码", EN: "Login code of the tax bureau"}
	loginScan  = words.Text{
		ZH: "请开票员在 %s 前用电子税务局 App 扫码登录或完成人脸认证。完成后，暂缓的发票会自动继续。",
		EN: "Have the issuing operator scan it with the tax bureau's app before %s, and log in or pass the face check. What is parked goes on by itself then.",
	}
)

// loginCode is a code to be scanned, drawn as squares on a grid.
type loginCode struct {
	api.LoginCode
	Side  int
	Drawn string
}

// showLoginCode asks the provider for the code with which the seller's issuing operator logs in, and draws it.
func showLoginCode(v *page.Visit) error {
	one, err := sellerOf(v)
	if err != nil {
		return err
	}
	var code loginCode
	err = v.Call(http.MethodPost, "/v1/sellers/"+url.PathEscape(v.Path("seller"))+"/login-code", nil, &code.LoginCode)
	if v.Refused(err) {
		return v.ShowAs(v.Status(), one.heading(), sellerPage(v, one))
	}
	if err != nil {
		return err
	}
	if code.Side, code.Drawn, err = drawn(code.Content); err != nil {
		return err
	}
	return v.Show(loginTitle, loginCodePage(v, code))
}

// drawn draws a QR code as a path of squares, with the margin of four squares that readers need.
func drawn(content string) (side int, path string, err error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return 0, "", fmt.Errorf("draw a login code: %w", err)
	}
	const margin = 4
	var squares strings.Builder
	bounds := code.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			if code.At(x, y) == color.Black {
				fmt.Fprintf(&squares, "M%d %dh1v1h-1z", x+margin, y+margin)
			}
		}
	}
	return bounds.Dx() + 2*margin, squares.String(), nil
}

// keeps reports whether the visitor keeps a seller: who may pause or resume it.
func keeps(s api.Seller) bool {
	return slices.ContainsFunc(s.Actions, func(a api.Action) bool { return a.Allowed })
}
