package client

// SendTo is a whole address, where an application may name a saved one by its id instead.
func SendTo(address AddressBody) *ApplicationBody_Address {
	var choice ApplicationBody_Address
	_ = choice.FromAddressBody(address) // texts can always be written
	return &choice
}

// MadeOutTo is whole invoice information, where an application may name a saved one by its id instead.
func MadeOutTo(title TitleBody) *ApplicationBody_Title {
	var choice ApplicationBody_Title
	_ = choice.FromTitleBody(title) // texts can always be written
	return &choice
}
