package event

import (
	"kaipiao/domain/accounting"
	"kaipiao/domain/notice"
	"kaipiao/domain/parcel"
)

// What happens to the parcels of paper invoices.
const (
	Shipped   Name = "shipped"
	Delivered Name = "delivered"
	// ShippingCorrected: another tracking number was written down than the parcel has.
	ShippingCorrected Name = "shipping_corrected"
	ToSendAgain       Name = "to_send_again"
	ParcelPickedUp    Name = "parcel_picked_up"
	ParcelInTransit   Name = "parcel_in_transit"
	ParcelSigned      Name = "parcel_signed"
	ParcelReturned    Name = "parcel_returned"
)

var ofParcels = []Entry{
	{
		Name: Shipped, Types: Types{Invoice: "invoice.shipped"}, Books: accounting.Issued, Mails: []notice.About{notice.Shipped},
		English: "Shipped", Chinese: "已寄出",
		When: "the paper was handed to the courier, for the first time or again; the detail is the tracking number (I2)",
	},
	{
		Name: ShippingCorrected, Types: Types{Invoice: "invoice.shipping_corrected"}, Owes: Owes{Invoice: notice.ShippingCorrected},
		English: "Tracking number corrected", Chinese: "快递单号已更正",
		When: "finance corrected the tracking number of a parcel, and the customer is told the right one; the detail is the reason (I2)",
	},
	{
		Name: Delivered, Types: Types{Invoice: "invoice.delivered"}, Mails: []notice.About{notice.Delivered},
		English: "Delivered", Chinese: "已签收",
		When: "the parcel was signed for; the detail is the tracking number (I2)",
	},
	{
		Name: ToSendAgain, Types: Types{Invoice: "invoice.to_send_again"},
		English: "To be sent again", Chinese: "待重新寄送",
		When: "finance has a parcel that came back sent once more (V7); the detail is the old tracking number",
	},
	{
		Name: ParcelPickedUp, Types: Types{Invoice: "invoice.parcel_picked_up"},
		English: "Parcel picked up", Chinese: "快递已揽收",
		When: "the courier says so; the detail is the tracking number",
	},
	{
		Name: ParcelInTransit, Types: Types{Invoice: "invoice.parcel_in_transit"},
		English: "Parcel in transit", Chinese: "快递运输中",
		When: "the courier says so; the detail is the tracking number",
	},
	{
		Name: ParcelSigned, Types: Types{Invoice: "invoice.parcel_signed"},
		English: "Parcel signed for, without consequence", Chinese: "快递已签收（仅记录）",
		When: "the courier says so of a parcel in which the invoice does not travel (any more); the detail is the tracking number",
	},
	{
		Name: ParcelReturned, Types: Types{Invoice: "invoice.parcel_returned"},
		English: "Parcel returned", Chinese: "快递已退回",
		When: "the courier brought a parcel back; the detail is the tracking number. Finance has a ticket if the invoice was in it (V7)",
	},
}

var carrierSaid = map[parcel.CarrierStatus]Name{
	parcel.PickedUp: ParcelPickedUp, parcel.InTransit: ParcelInTransit, parcel.Signed: ParcelSigned, parcel.Returned: ParcelReturned,
}

// OfParcel is the event that a carrier said something of a parcel.
func OfParcel(said parcel.CarrierStatus) Name { return carrierSaid[said] }
