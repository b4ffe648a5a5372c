export { type FetchListingsNeeds, fetchListings } from './fetch-listings.ts'
export type { Listing, ListingFilter, Mismatch, Proposal } from './listing.ts'
export { listListings, type MapResult, mapListing, type ProposalNeeds, proposals, unmapListing } from './listing-map.ts'
export { type StoreListingsNeeds, storeListings } from './store-listings.ts'
