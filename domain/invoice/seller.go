package invoice

// Platform is the seller of everything that is not sold by a marketplace vendor.
const Platform = "platform"
