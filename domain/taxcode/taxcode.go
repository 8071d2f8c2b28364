// Package taxcode knows the short names (简称) of tax classification codes (税收分类编码).
package taxcode

import "strings"

// shortNames are those of the codes that a cloud sells under, longest prefix first. The bureau's own table has several thousand.
var shortNames = []struct{ prefix, name string }{
	{"3040201", "信息技术服务"}, // 软件服务
	{"3040202", "信息技术服务"}, // 电路设计及测试服务
	{"3040203", "信息系统服务"},
	{"3040204", "信息技术服务"}, // 业务流程管理服务
	{"3040205", "信息技术服务"}, // 信息系统增值服务
	{"30401", "研发和技术服务"},
	{"30402", "信息技术服务"},
	{"30403", "文化创意服务"},
	{"30405", "租赁服务"},
	{"30406", "鉴证咨询服务"},
	{"304", "现代服务"},
	{"303", "电信服务"},
	{"3", "服务"},
	{"109", "电子计算机"},
	{"1", "货物"},
}

// ShortName is the short name of a code, or empty where we know none.
func ShortName(code string) string {
	for _, entry := range shortNames {
		if strings.HasPrefix(code, entry.prefix) {
			return entry.name
		}
	}
	return ""
}

// Item is an item as printed: the short name of its code in asterisks and the product, "*信息系统服务*云服务器".
func Item(shortName, product string) string {
	if shortName == "" {
		return product
	}
	return "*" + shortName + "*" + product
}
