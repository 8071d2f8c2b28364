package fapiao

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kaipiao/domain/calendar"
)

const ofdSpace = "http://www.ofdspec.org/2016"

// The ids of the resources; pages and objects count on from there.
const (
	fontID = iota + 1
	qrID
	lastFixedID = qrID
)

type ofdEntry struct {
	XMLName xml.Name `xml:"ofd:OFD"`
	Space   string   `xml:"xmlns:ofd,attr"`
	Type    string   `xml:"DocType,attr"`
	Version string   `xml:"Version,attr"`
	ID      string   `xml:"ofd:DocBody>ofd:DocInfo>ofd:DocID"`
	Title   string   `xml:"ofd:DocBody>ofd:DocInfo>ofd:Title"`
	Subject string   `xml:"ofd:DocBody>ofd:DocInfo>ofd:Subject"`
	Created string   `xml:"ofd:DocBody>ofd:DocInfo>ofd:CreationDate"`
	Creator string   `xml:"ofd:DocBody>ofd:DocInfo>ofd:Creator"`
	// Custom is what receivers find an invoice by, without reading its pages.
	Custom []ofdCustom `xml:"ofd:DocBody>ofd:DocInfo>ofd:CustomDatas>ofd:CustomData"`
	Root   string      `xml:"ofd:DocBody>ofd:DocRoot"`
}

type ofdCustom struct {
	Name  string `xml:"Name,attr"`
	Value string `xml:",chardata"`
}

func ofdRoot(f Fapiao) ofdEntry {
	return ofdEntry{
		Space: ofdSpace, Type: "OFD", Version: "1.0", ID: documentID(f), Title: f.Title() + " " + f.Number, Subject: NotValid,
		Created: f.IssuedAt.In(calendar.Shanghai).Format(time.DateOnly), Creator: "Kaipiao sandbox", Root: "Doc_0/Document.xml",
		Custom: []ofdCustom{{"发票号码", f.Number}, {"合计金额", f.Net.String()}}, // the amount is the one without tax
	}
}

type ofdDocument struct {
	XMLName     xml.Name      `xml:"ofd:Document"`
	Space       string        `xml:"xmlns:ofd,attr"`
	MaxID       int           `xml:"ofd:CommonData>ofd:MaxUnitID"`
	Box         string        `xml:"ofd:CommonData>ofd:PageArea>ofd:PhysicalBox"`
	Public      string        `xml:"ofd:CommonData>ofd:PublicRes"`
	Private     string        `xml:"ofd:CommonData>ofd:DocumentRes"`
	Pages       []ofdPageLink `xml:"ofd:Pages>ofd:Page"`
	Attachments string        `xml:"ofd:Attachments"`
}

type ofdPageLink struct {
	ID       int    `xml:"ID,attr"`
	Location string `xml:"BaseLoc,attr"`
}

type ofdResources struct {
	XMLName xml.Name `xml:"ofd:Res"`
	Space   string   `xml:"xmlns:ofd,attr"`
	Base    string   `xml:"BaseLoc,attr"`
	// Each of them is there with something in it, or not at all.
	Fonts *ofdFontList  `xml:"ofd:Fonts"`
	Media *ofdMediaList `xml:"ofd:MultiMedias"`
}

type ofdFontList struct {
	Fonts []ofdFont `xml:"ofd:Font"`
}

type ofdMediaList struct {
	Media []ofdImage `xml:"ofd:MultiMedia"`
}

type ofdFont struct {
	ID     int    `xml:"ID,attr"`
	Name   string `xml:"FontName,attr"`
	Family string `xml:"FamilyName,attr"`
}

type ofdImage struct {
	ID     int    `xml:"ID,attr"`
	Type   string `xml:"Type,attr"`
	Format string `xml:"Format,attr"`
	File   string `xml:"ofd:MediaFile"`
}

// ofdFonts names the font; readers have it, so it is not embedded.
func ofdFonts() ofdResources {
	return ofdResources{Space: ofdSpace, Base: "Res", Fonts: &ofdFontList{[]ofdFont{{fontID, "SimSun", "SimSun"}}}}
}

func ofdMedia() ofdResources {
	return ofdResources{Space: ofdSpace, Base: "Res", Media: &ofdMediaList{[]ofdImage{{qrID, "Image", "PNG", "qr.png"}}}}
}

type ofdAttachmentList struct {
	XMLName xml.Name        `xml:"ofd:Attachments"`
	Space   string          `xml:"xmlns:ofd,attr"`
	Items   []ofdAttachment `xml:"ofd:Attachment"`
}

type ofdAttachment struct {
	// ID is a name, other than that of an object, which is a number.
	ID      string `xml:"ID,attr"`
	Name    string `xml:"Name,attr"`
	Format  string `xml:"Format,attr"`
	Created string `xml:"CreationDate,attr"`
	File    string `xml:"ofd:FileLoc"`
}

func ofdAttachments(f Fapiao) ofdAttachmentList {
	created := f.IssuedAt.In(calendar.Shanghai).Format("2006-01-02T15:04:05")
	return ofdAttachmentList{Space: ofdSpace, Items: []ofdAttachment{
		{"attachment-1", "original_invoice", "xml", created, "original_invoice.xml"},
	}}
}

// ofdBox writes a rectangle: left, top, width and height in millimetres.
func ofdBox(x, y, width, height float64) string {
	return fmt.Sprintf("%s %s %s %s", millimetres(x), millimetres(y), millimetres(width), millimetres(height))
}

// millimetres writes a length with at most three decimals.
func millimetres(length float64) string {
	text := strings.TrimRight(strconv.FormatFloat(length, 'f', 3, 64), "0")
	return strings.TrimSuffix(text, ".")
}
