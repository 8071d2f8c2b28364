package fapiao

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// qrSide is the side of the QR image in pixels.
const qrSide = 240

// qrImage draws the QR code of an invoice. The white margin around it is that of the sheet.
func qrImage(f Fapiao) (image.Image, error) {
	code, err := qr.Encode(f.QR(), qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("draw the QR code: %w", err)
	}
	scaled, err := barcode.Scale(code, qrSide, qrSide)
	if err != nil {
		return nil, fmt.Errorf("draw the QR code: %w", err)
	}
	// Eight-bit grey, because not every reader takes the sixteen bits of the library's image.
	grey := image.NewGray(scaled.Bounds())
	for y := range qrSide {
		for x := range qrSide {
			grey.Set(x, y, scaled.At(x, y))
		}
	}
	return grey, nil
}

func qrPNG(f Fapiao) ([]byte, error) {
	picture, err := qrImage(f)
	if err != nil {
		return nil, err
	}
	var buffer bytes.Buffer
	if err := png.Encode(&buffer, picture); err != nil {
		return nil, fmt.Errorf("draw the QR code: %w", err)
	}
	return buffer.Bytes(), nil
}
