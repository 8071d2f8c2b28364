package main

import (
	"fmt"
	"path/filepath"

	"kaipiao/console/consoletest"
)

// picture is one page as somebody sees it.
type picture struct {
	name, person, path string
	look               consoletest.Look
	// press is what is pressed before it is drawn, as a CSS selector; empty for nothing.
	press string
}

// pictures are the main pages. README shows the first four.
var pictures = []picture{
	{name: "invoice-centre", person: "演示客户", path: "/console"},
	{name: "review", person: "审核员", path: "/console/desk/review", press: "tbody th a"},
	{name: "desk", person: "审计员", path: "/console/desk"},
	{name: "figures", person: "系统管理员", path: "/console/figures"},
	{name: "invoices", person: "演示客户", path: "/console/invoices"},
	{name: "apply", person: "演示客户", path: "/console/apply"},
	{name: "offset", person: "演示客户", path: "/console/offset"},
	{name: "help", person: "演示客户", path: "/console/help"},
	{name: "invoice-centre-private", person: "个人客户", path: "/console"},
	{name: "invoice-centre-abroad", person: "境外客户", path: "/console"},
	{name: "invoice-centre-agent", person: "代理商", path: "/console"},
	{name: "invoice-centre-group", person: "集团主账号", path: "/console"},
	{name: "members", person: "集团主账号", path: "/console/standing-order"},
	{name: "sign-in", path: "/console/sign-in"},
	{name: "proforma", person: "境外客户", path: "/console/tickets/new?kind=proforma"},
	{name: "search", person: "审计员", path: "/console/desk/search?q=demo-company"},
	{name: "desk-invoices", person: "审计员", path: "/console/desk/invoices"},
	{name: "audit", person: "审计员", path: "/console/audit"},
	{name: "print-desk", person: "打印寄送岗", path: "/console/desk/print"},
	{name: "sellers", person: "系统管理员", path: "/console/desk/sellers"},
	{name: "vendor", person: "云市场服务商", path: "/console/vendor"},
	{name: "invoice-centre-en-dark", person: "Customer of the demo", path: "/console", look: consoletest.Look{English: true, Dark: true}},
	{name: "desk-en", person: "Administrator", path: "/console/desk", look: consoletest.Look{English: true}},
	{name: "invoice-centre-narrow", person: "演示客户", path: "/console", look: consoletest.Look{Width: 360}},
	{name: "desk-narrow", person: "系统管理员", path: "/console/desk", look: consoletest.Look{Width: 360}},
}

// ofREADME is how many of the pictures README shows: those are as high as a window, the others as high as the page, in a folder of their own.
const ofREADME = 4

// draw draws them all into a folder.
func draw(base, to string) error {
	var failed error
	for n, one := range pictures {
		d := &consoletest.Program{Called: "screenshots"}
		if !d.Do(func() {
			b := consoletest.Open(d, base, one.look)
			b.Go("/console/sign-in")
			if one.person != "" {
				b.Press(one.person)
			}
			b.Go(one.path)
			if one.press != "" {
				b.Click(one.press)
			}
			b.Still()
			if n < ofREADME {
				b.View(filepath.Join(to, one.name+".png"))
				return
			}
			b.Screenshot(filepath.Join(to, "more", one.name+".png"))
		}) {
			failed = fmt.Errorf("%s was not drawn", one.name)
		}
	}
	return failed
}
