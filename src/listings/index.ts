export { fetchListings } from './fetch-listings.ts'
export type { Listing } from './listing.ts'
export { listListings, mapListing, proposals, unmapListing } from './listing-map.ts'
export { storeListings } from './store-listings.ts'
