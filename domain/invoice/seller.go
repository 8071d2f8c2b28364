package invoice

import "kaipiao/domain/ids"

// Platform is the seller of everything that is not sold by a marketplace vendor.
const Platform ids.Seller = "platform"
